space bad "A spec with a mistake"

input 28 x 28 x 3
classes 10

network = relu

train { epochs = 3 batch = 4 epochs = 5 }

train { batch = 8 }
