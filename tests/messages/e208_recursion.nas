space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

block a = relu -> b

block b = conv(3) -> c

block c = relu -> a

network = a
