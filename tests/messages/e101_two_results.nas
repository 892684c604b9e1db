space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

network = graph(x) {
  y = x -> conv(3)
  return x, y
}
