space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

block a = conv(3 ^ 2)
block b = conv(3, stride=1)?
network = a
