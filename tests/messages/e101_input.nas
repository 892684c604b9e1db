space bad "x"

input 8 x 8 by 3

network = relu
