space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

block two = [relu, conv(3)]

network = add(pick(3, two)) -> add(pick(channels, two)) -> add(any(two * (1..2)))
