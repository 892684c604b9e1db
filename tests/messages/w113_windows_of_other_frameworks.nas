space bad "A spec with a mistake"

input 28 x 28 x 3
classes 10

defaults avg_pool(stride=2)

block a = conv(3, 32) -> conv(32, 3) -> max_pool(2)
block b = conv(1, 64) -> conv(3, 5) -> max_pool(3) -> avg_pool(2) -> conv(3, filters=32)
network = a -> b -> flatten -> dense(classes)
