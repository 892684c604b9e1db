space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

block fc_like = dense(4)

network = Conv2D(16, 3) -> bn -> ReLU -> maxpool(2) -> mbconv(3) -> conv3x3 -> gap -> fc -> linear(10) -> hswish
