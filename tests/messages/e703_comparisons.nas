space bad "A spec with a mistake"

input 8 x 8 x 3
gene w = 1 | 2
gene kind = sum | product
network = conv(w) -> given kind { sum: relu product: identity }

require stride <= height and stride <= w
require 2 * stride <= 8 and kind <= 2
require stride <= wide
