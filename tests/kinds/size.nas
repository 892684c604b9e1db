space s "Size"
input 4 x 4 x 2
network = (relu | conv(1, filters=4)) -> conv(1, filters=channels)
