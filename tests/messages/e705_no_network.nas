space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

block layer = conv(3 | 5, filters=32..512 by 32) -> relu
network = layer * (1..3) -> global_avg_pool -> dense(classes)
require macs <= 1G
require params <= 1k
