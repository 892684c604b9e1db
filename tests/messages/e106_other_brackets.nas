space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

block a = conv{3}
block b = graph(x) { y = conv(3)(x) return y }
block c = graph(x) { y = x -> conv(3) }
block d = {"a": conv(3), "b": conv(5)}
block e = conv(3, filters=16:64)
network = a -> b
