space odd "A spec that is likely not what was meant"

input 8 x 8 x 3
classes 10

cell c = graph(before, last) {
  n1 = last -> conv(3)
  n2 = conv(5)
  n3 = add([before, n1])
  n4 = n3 -> relu
  return add(unused([n1, n3]))
}

network = c -> c
