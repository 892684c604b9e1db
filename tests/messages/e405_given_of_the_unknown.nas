space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

block a(w) = given w { 16: relu else: conv(3) }

block b(op) = given op { p: relu else: conv(3) }

block c(list) = given list { p: relu else: conv(3) }

network = a(channels) -> b(conv(3) | relu) -> b(relu) -> c([relu, conv(3)])
