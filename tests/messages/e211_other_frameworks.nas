space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

network = conv(kernel_size=3) -> conv(3, out_channels=4, strides=2) -> conv(3, activation=relu)
       -> conv(3, relu) -> conv([3, 3]) -> dropout(p=0.5) -> dense(features=4) -> dense(4, in_features=3)
