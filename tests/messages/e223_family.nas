space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

block stem[2] = conv(3)

cell c[0] = conv(3)

network = relu
