space bad "A spec with a mistake"

input 8 x 8 x 3

network = conv(3 | 5, padding=valid) -> conv(7, padding=valid)
