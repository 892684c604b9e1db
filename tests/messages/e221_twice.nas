space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

input 4 x 4 x 3

network = conv(3) -> relu

network = conv(3) -> relu
