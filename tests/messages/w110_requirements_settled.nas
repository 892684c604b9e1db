space odd "A spec that is likely not what was meant"

input 8 x 8 x 3
classes 10

network = conv(3) | conv(5)

require params >= 0
require 2M < params <= 1M
require params < 0 and macs <= 1M
require 10 <= params < 11 and 0 <= params
require params == 2 * 3 / 4 and 1 + 1 > params > 1
