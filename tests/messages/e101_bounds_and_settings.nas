space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

network = conv(3)
require params = 10
require params <= 10k or macs <= 1M
constraint params <= 10k
train { epochs = 3, batch = 5 }
search { population: 3 }
