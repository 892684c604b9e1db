space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

block stem(wide, kind = add) = merge(kind, [conv(3, filters=wide), relu])

network = conv() -> conv(3, fliters=16) -> conv(3, height=5) -> relu(3) -> dropout(0.1, 2)
       -> stem -> stem(16, add, 3) -> stem(16, wied=4) -> add() -> merge(add) -> add([relu], fits=pad)
