space odd "A spec that is likely not what was meant"

input 8 x 8 x 3
classes 10

let wide = 16 | 32

let fixed = 64

options kernel = 3 | 5

let once = 1 | 2

# Of two arms one is taken, and with it one use.
let either = 8 | 24

# Both are there, whichever arm is taken.
let both = 40 | 48

let op = relu | conv(3)

network = conv(kernel, filters=wide) -> conv(kernel, filters=wide) -> op -> op
       -> conv(3, filters=fixed) -> conv(3, filters=fixed, stride=once)
       -> (conv(3, filters=either) | conv(5, filters=either))
       -> (conv(3, filters=both) | identity) -> conv(1, filters=both)
