space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

block stem(wide) = conv(3, filters=wide(2))

network = stem(16) -> conv(3, filters=channels(2)) -> dense(classes(1))
