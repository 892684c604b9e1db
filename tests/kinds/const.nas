space s "Const"
input 4 x 4 x 2
network = conv(3, filters=2)
