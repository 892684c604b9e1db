space bad "A spec with a mistake"

input 8 x 8 x 3

network = conv(3, stride=1|2) * 2
require stride >= 8
