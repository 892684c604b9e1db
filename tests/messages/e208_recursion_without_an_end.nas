space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

block deeper(n) = given n { 0: relu  else: relu -> deeper(n) }

network = deeper(1)
