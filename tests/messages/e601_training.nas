space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10


network = conv(3) -> relu

train {
  schedule = cosinus
  schedule = cosine(3)
  schedule = exponential(1.5)
  schedule = warm_restarts(1.5)
  warmup = half
  clip = 0
  label_smoothing = 1
  augment = [crop(4), flipp, cutout]
  augment = [crop(pad=4)]
  augment = [[flip]]
}
