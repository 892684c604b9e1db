space s "Graph"
input 4 x 4 x 2
network = graph(x) {
  a = relu | tanh
  b = add([x, a])
  return concat([a, b])
}
