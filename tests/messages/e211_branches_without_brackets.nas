space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

block unit = graph(x) { a = x -> conv(3) return concat(a, x) }

network = add(conv(3), conv(5)) -> merge(add | concat, unit, unit) -> add([relu, tanh], fit=pad)
