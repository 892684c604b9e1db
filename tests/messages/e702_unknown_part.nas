space bad "A spec with a mistake"

input 8 x 8 x 3
block step = conv(3) | identity
block ways = [relu, conv(3)]
block wide(w) = w + 2
cell c[2] = step * 2
block deep(n) = given n { 0: relu else: conv(3) -> deep(n - 1) }
network = step -> c[1] -> add(ways) -> conv(wide(2)) -> deep(2)

require stride(stp) <= 2 and edges(step, step) <= 1 and nodes(ways) <= 3 and depth(c[3]) <= 2
require channels(wide) <= 3 and stride(step[1]) <= 2 and depth(deep) <= 9 and stride(relu) <= 2
require stride[1] <= 2
