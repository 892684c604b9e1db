space odd "A spec that is likely not what was meant"

input 8 x 8 x 3
classes 10

block layer = graph(earlier.., last) { return add([last -> relu, any(earlier)]) }

block early = graph(earlier.., last) { return add(earlier) -> relu -> add([last]) }

network = layer * 3 -> early
