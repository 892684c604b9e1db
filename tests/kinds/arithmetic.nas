space s "Arithmetic"
input 4 x 4 x 2
network = conv(1, filters=2 * (1 | 3))
