space s "Cell"
input 4 x 4 x 2
cell c[2] = relu | tanh
network = c[1] -> c[1] -> c[2]
