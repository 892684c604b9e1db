space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

block stem = conv(3)

cell stem = conv(5)

block relu = conv(3)

block concat = relu

block body(a, b, a) = relu

block tail(conv, width) = relu

network = stem

gene round = 3 | 5

cell pick(unused, any) = relu
