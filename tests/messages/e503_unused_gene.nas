space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

gene a = 1..2000
gene b = 1..2000
gene wide = a * b * a
network = conv(a) -> conv(b)
