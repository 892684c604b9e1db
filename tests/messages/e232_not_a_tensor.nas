space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

network = graph(x) {
  a = x -> conv(3) -> fit(relu)
  b = concat(unused([x, a]))
  return add(unused([x -> relu, a]))
}
