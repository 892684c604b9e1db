space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

block stem(k: a | b) = given k { a: relu a: conv(3) b: identity }

network = stem(a) -> (p: relu | q: conv(3) | p: conv(5))
