space odd "A spec that is likely not what was meant"

input 8 x 8 x 3
classes 10

block edge = conv(3) | conv(5)

gene wide = 16 | 32

cell c(f) = graph(wide) {
  f = wide -> edge
  edge = graph(x) {
    f = x -> relu
    return add([x, f])
  }
  return add([wide, f] -> edge)
}

network = conv(3, filters=wide) -> c(16) -> edge
