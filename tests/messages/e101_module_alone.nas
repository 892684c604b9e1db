space bad "A spec with a mistake"

relu
input 8 x 8 x 3
classes 10

network = conv(3)
