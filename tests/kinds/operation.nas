space s "Operation"
input 4 x 4 x 2
network = max_pool(2, stride = 1 | 2)
