space bad "A spec with a mistake"

input 8 x 8 x 3
gene w = 1 | 2
network = conv(w)

require strid <= 3 and widht <= w and sharpness <= 3
require parms <= 1M
require flops <= 1M and size <= 3
