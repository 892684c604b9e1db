space odd "A spec that is likely not what was meant"

input 8 x 8 x 3
classes 10

let wide = 16 | 32

let fixed = 64

options kernel = 3 | 5

let once = 1 | 2

let op = relu | conv(3)

network = conv(kernel, filters=wide) -> conv(kernel, filters=wide) -> op -> op
       -> conv(3, filters=fixed) -> conv(3, filters=fixed, stride=once)
