space s "Unused"
input 4 x 4 x 2
network = graph(x) {
  a = relu
  b = add(pick(1, [x, a])) -> tanh
  return concat(unused([a, b]))
}
