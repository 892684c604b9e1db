space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

block stem = conv(3, filters=16

block body = relu -> conv(3)

network = stem -> body
