space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

block a(op) = op -> convv(3)

block lonely(k) = bach_norm -> conv(k, stride=2, 3)

cell c[2](size: small | large) = given size { small: relu large: dens(4) }

network = a(relu) -> c[3](small) -> c[1](smal) -> add([relu, 4])

require parms <= 1M
