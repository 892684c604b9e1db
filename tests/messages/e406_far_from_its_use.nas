space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

block unit(k, f = channels) = conv(k, filters=f) -> relu
block twice(w)              = unit(3, w) -> unit(3, w)
block wide(factor)          = twice(factor * 8) -> reluu
block outer(factor)         = wide(factor)
block plain                 = outer(1 / 3) -> gelluu

network = unit(0) -> plain -> wide(2)
