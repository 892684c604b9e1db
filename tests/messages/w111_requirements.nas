space bad "A spec with a mistake"

input 8 x 8 x 3

gene w = 8 | 16
gene v = 8 | 16
network = conv(3, filters=w) -> conv(3, filters=v)
require w < v and v < w
