space s "Fork"
input 4 x 4 x 2
network = add([relu, [tanh, conv(1 | 3)]])
