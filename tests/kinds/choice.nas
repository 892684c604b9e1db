space s "Choice"
input 4 x 4 x 2
network = relu | wide: conv(1, filters = 4 | 8)
