space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

network = conv(5..3) -> conv(1..9 by 0) -> conv(3, filters=4..8 by 0.5 - 1)
