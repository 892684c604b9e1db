space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

block a = conv(3..7 step 2)
block b = conv(3 to 7)
network = a
