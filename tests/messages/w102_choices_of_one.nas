space odd "A spec that is likely not what was meant"

input 8 x 8 x 3
classes 10

options unit(op) = given op { plain: op -> conv(3) }

block wide = plain: relu

network = conv(3..3) -> relu * (2..2) -> conv(3, filters=8..12 by 8) -> add([skip: identity, relu])
       -> unit(plain: relu) -> wide -> conv(1..2+1) -> conv(3, filters=16-8..8)
