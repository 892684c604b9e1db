space odd "A spec that is likely not what was meant"

input 8 x 8 x 3
classes 10

options unit(a, b) = first: a | second: b | third: a

block chosen(f) = conv(3, filters=8 | 16 | f)

network = conv(3 | 5 | 3) -> (relu | plain: relu | conv(3) -> relu) -> unit(relu, conv(1))
       -> chosen(16) -> chosen(16)
       -> add([relu | conv(3), conv(3) | conv(5) | conv(3), identity])
