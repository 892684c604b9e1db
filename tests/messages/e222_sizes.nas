space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

gene width = 1 | 2
block channels = relu
network = conv(3, filters=width)
