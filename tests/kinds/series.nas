space s "Series"
input 4 x 4 x 2
block layer = graph(earlier.., last) {
  return add([last -> (relu | tanh), any(earlier)])
}
network = gelu -> layer * (1..2)
