space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

network = stem -> body(3) -> head -> rellu

block stem = conv(3) relu

block body(n) = [conv(n), identity

block head = flatten -> dense(clases)

require params <= 3 M

train { epoch = 3 }
