space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

network = conv(filtres=3, pad=2) -> conv(kernel_size=3, channels=8)
