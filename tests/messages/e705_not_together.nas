space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

network = conv(3 | 5, filters=8 | 16) -> global_avg_pool -> dense(classes)
require params <= 500
require macs >= 50k
