space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

block stem(size: small | large) = given size { smal: relu large: conv(3) else: identity }

block body(op) = given op { skip: relu plan: conv(3) else: identity }

network = stem(small) -> body(skip: identity | plain: conv(3))
