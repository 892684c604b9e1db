space odd "A spec that is likely not what was meant"

input 8 x 8 x 3
classes 10

gene wide = 16 | 32

gene narrow[2] = 8 | 16

gene base = 3 | 5

gene top = base + 2

network = conv(3, filters=wide) -> conv(top)
