space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

block a = lambda x: relu
block b = if big: conv(3)
block c = conv(3) if big else conv(5)
gene d = 3
for i in range(3): conv(3)
network = a
