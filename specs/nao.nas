# Luo, Tian, Qin, Chen, Liu 2018, "Neural architecture optimization", arXiv 1808.07233, section 3.1:
# two cells of 5 nodes, each of which takes two earlier tensors (with replacement, in order), an
# operation for each, and adds. The operations are the 19 of the released code's vocabulary for
# searching without shared weights. In a reduction cell the operations on the cell's two inputs have
# stride 2.
# Chosen here: a minimum is the negative of the maximum of what is negated; 6 normal cells a stage.
space nao "NAO: normal and reduction cell"

input 32 x 32 x 3
classes 10

defaults conv(bias=no), separable_conv(bias=no)

block op(s) =
    fit(stride=s)
  | separable_conv(3, stride=s)
  | separable_conv(5, stride=s)
  | separable_conv(7, stride=s)
  | separable_conv(3, stride=s, dilation=2)
  | separable_conv(5, stride=s, dilation=2)
  | separable_conv(7, stride=s, dilation=2)
  | conv(1, stride=s)
  | conv(3, stride=s)
  | conv(1, 3) -> conv(3, 1, stride=s)
  | conv(1, 7) -> conv(7, 1, stride=s)
  | avg_pool(2, stride=s)
  | avg_pool(3, stride=s)
  | avg_pool(5, stride=s)
  | max_pool(2, stride=s)
  | max_pool(3, stride=s)
  | max_pool(5, stride=s)
  | max_pool(7, stride=s)
  | scale(0-1) -> max_pool(2, stride=s) -> scale(0-1)

block slot(inputs, nodes, s) = pick(1, [inputs -> op(s), nodes -> op(1)])

block pair(inputs, nodes, s) = add([slot(inputs, nodes, s)] * 2)

let body(s, f) = graph(before, last) {
  b = last -> relu -> conv(1, filters=f) -> batch_norm
  a = before -> fit(b)
  n1 = pair([a, b], [], s)
  n2 = pair([a, b], [n1], s)
  n3 = pair([a, b], [n1, n2], s)
  n4 = pair([a, b], [n1, n2, n3], s)
  n5 = pair([a, b], [n1, n2, n3, n4], s)
  return concat(unused([n1, n2, n3, n4, n5]))
}

cell normal(f)  = body(1, f)
cell reduced(f) = body(2, f)

network = conv(3, filters=32) -> batch_norm
       -> normal(32) * 6 -> reduced(64) -> normal(64) * 6 -> reduced(128) -> normal(128) * 6
       -> relu -> global_avg_pool -> dense(classes)
