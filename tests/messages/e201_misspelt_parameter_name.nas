space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

block stem(wide) = conv(3, filters=wid)

network = stem(16)
