space bad "x"

input 8 x 8 x 0
classes 0

network = relu
