space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

block a = graph(x) {
  y = conv(3)
  return x + y
}
block b = conv(3) + conv(5) + identity
block c = 2 * conv(3)
network = a -> b -> c
