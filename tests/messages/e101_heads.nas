space my-space
input 28 28 1
classes ten
network = relu
