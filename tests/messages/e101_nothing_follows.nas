space bad
space worse words
input 8 x 8 x 3
classes 10

block a = conv(3) ->
block b = (conv(3) |
)
let n =
block
network = a -> b
train { epochs = 3 }
