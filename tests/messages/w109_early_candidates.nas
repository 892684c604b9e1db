space odd "A spec that is likely not what was meant"

input 8 x 8 x 3
classes 10

block op = conv(3) | conv(5)

block slot(inputs, after) = pick(1, [inputs, relu] -> after)

block pair(f, inputs) = add([slot(inputs, conv(1) | conv(3))] * 2) -> conv(1, filters=f)

block some(list) = add([identity, any(list * 2)])

cell c = graph(x) {
  n1 = x -> op
  n2 = pair(8 | 16, [x, n1] -> op)
  n3 = pair(inputs=[x, n1, n2], f=8)
  return some([n1, n2, n3]) -> some(list=[n3 -> conv(3 | 5)])
}

network = slot(relu, op) -> c
