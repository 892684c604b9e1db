space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

block Unit = conv(3) -> BatchNorm -> ReLU

network = unit -> MaxPool(2) -> LeakyReLU
