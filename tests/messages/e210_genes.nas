space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

gene w = 8 | 16
gene v[2] = 8 | 16
gene h = channels
gene loop = loop + 1

network = conv(3, filters=w[1]) -> conv(3, filters=v) -> conv(3, filters=v[3])
       -> conv(3, filters=v[1..2]) -> conv(3, filters=w(3)) -> conv(3, filters=h)
       -> conv(3, filters=loop)
