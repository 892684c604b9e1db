space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

network = merge(ad, [relu, relu]) -> add([relu, relu], fit=proejct) -> merge(add | relu, [relu]) -> merge(3, [relu])
