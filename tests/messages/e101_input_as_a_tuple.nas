space a
input (28, 28, 1)
network = relu
