space s "Pick"
input 4 x 4 x 2
network = add(pick(1..2, [relu, tanh, conv(1 | 3)]))
