space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

block many = [relu, conv(3)]

block wide = 2 * channels

network = conv(relu) -> many -> wide -> (3 | 4) -> add([many, 3])
       -> conv(3, filters=many) -> add(3)
