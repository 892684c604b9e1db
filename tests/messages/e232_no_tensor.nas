space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

block b(x) = graph(last) {
  n1 = last -> fit(relu) -> conv(3)
  return concat(unused([n1, conv(3), x])) -> fit(n1)
}

network = b(relu) -> fit(conv(3))
