space s "FitTo"
input 4 x 4 x 2
network = graph(x) {
  a = conv(3, stride = 1 | 2, filters=4)
  return add([a, x -> fit(a)])
}
