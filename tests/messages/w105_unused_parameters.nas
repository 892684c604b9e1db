space odd "A spec that is likely not what was meant"

input 8 x 8 x 3
classes 10

block unit(k, f = k, extra = 3 | 5) = conv(k)

cell c(size: small | large, times) = conv(3, filters=times)

network = unit(3) -> c(small, 16)
