space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

block stem(data) = conv(3)

network = stem(3)
