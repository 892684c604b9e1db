space s "Ref"
input 4 x 4 x 2
gene w = 2 | 4
network = conv(1, filters=w) -> conv(1, filters=w)
