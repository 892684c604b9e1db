space odd "Bounds on cost that perhaps no network keeps"

input 8 x 8 x 3
classes 10

network = (conv(3 | 5, filters=8..64) -> relu) * 8 -> global_avg_pool -> dense(classes)

require params * macs == 7
