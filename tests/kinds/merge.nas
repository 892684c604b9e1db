space s "Merge"
input 4 x 4 x 2
network = merge(add | concat, [relu, tanh])
