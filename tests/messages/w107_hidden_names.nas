space odd "A spec that is likely not what was meant"

input 8 x 8 x 3
classes 10

block unit = conv(3) -> relu

cell small = conv(1)

block twice(unit, size: small | large) = given size { small: unit * 2 large: unit * 3 }

options labelled = relu: relu | conv: conv(3) | unit: unit

network = unit -> twice(conv(5), small | large) -> small -> labelled
