space bad "A spec with a mistake"
use "used/c.nas"

input 8 x 8 x 3
classes 10

network = relu
