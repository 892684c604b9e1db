space bad "A spec with a mistake"

input 8 x 8 x 3

network = concat([conv(3, filters=8), conv(3, filters=8, stride=2)])
