space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

cell c[2] = conv(3)

cell d = relu

block e = relu

network = c[3] -> c[0..2] -> c -> d[1] -> e[1] -> conv[2](3) -> c[channels] -> c[relu] -> c[small]
