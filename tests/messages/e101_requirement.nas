space bad "x"

input 8 x 8 x 3

network = relu

require relu -> conv(3) <= 4
