space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

block a = nn.Conv2d(3)
block b = conv(3).relu
block c = dropout(20%)
block d = relu?
% a comment
network = a -> b
