space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

network = dropout(1.0e-999999999)
