space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

gene f = 8 | 16
gene b = 2 | 3 | 4
gene g = 2 | 4

block unit(k) = conv(k - 1, filters=f)

network = conv(3, filters=f, groups=f/b/g) -> unit(3 | 1) -> conv(3, filters=f - 8) -> conv(b/g)
