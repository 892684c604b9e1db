space odd "A spec that is likely not what was meant"

input 8 x 8 x 3
classes 10

# Equal at one use alone: a definition is written for all of its uses.
block chosen(f, g) = conv(3, filters=f | g)

network = chosen(8, 8) -> chosen(8, 16)
