space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

block layer = graph(earlier.., last) { return add([last -> relu, any(earlier)]) }

cell c = layer -> relu

network = layer * (1..3) -> layer -> c -> same layer * 2
