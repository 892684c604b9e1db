space odd "A spec that is likely not what was meant"

input 8 x 8 x 3
classes 10

block unit = conv(3) -> relu

block lonely = inner

block inner = relu

cell far = conv(5)

network = unit
require params <= 1M
