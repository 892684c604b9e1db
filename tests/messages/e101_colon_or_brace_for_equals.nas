space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

block u: conv(3)
block v { conv(3) }
gene k: 3 | 5
network: u -> v
