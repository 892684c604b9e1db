space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

block a = same conv(3)

block b = conv(3) -> same relu

network = add([same relu, conv(3, filters=same 4)]) -> a -> b
