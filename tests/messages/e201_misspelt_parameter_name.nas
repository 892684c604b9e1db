space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

block stem(width) = conv(3, filters=widht)

network = stem(16)
