space bad "A spec

input 8 x 8 x 3

network = relu
