space bad "A spec with a mistake"

input 28 x 28 x 3
classes 10

network = conv(３) -> conv(3, filters=٣)
block b = conv(1３)
