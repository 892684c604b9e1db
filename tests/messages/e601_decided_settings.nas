space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

gene a = 8 | 16

network = conv(3, filters=a) -> relu

train {
  optimizer = adam(0.001 | 0.01)
  batch = 32..64
  schedule = given a { 8: cosine else: constant }
  epochs = 10 * 2
  clip = large
}
search {
  minimize = [error, params | macs]
  mutation = polynomial(p=1 - 0.5)
}
