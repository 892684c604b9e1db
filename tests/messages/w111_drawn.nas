space bad "A spec with a mistake"

input 8 x 8 x 3

network = (conv(3 | 5 | 7) * 6 -> relu) -> flatten -> max_pool(2..6, padding=valid)
