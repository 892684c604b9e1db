space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

cell c = graph(earlier.., last) { return add([last -> relu, earlier]) }

block layer = graph(earlier.., last) { return add([last -> relu, any(earlier)]) }

network = c -> layer * (1..2) -> layer -> same layer * 2 -> layer * 2 * 2
