space "my space"
input 28x28x1
classes = 10
num_classes = 10
layer a = conv(3)
n = 32
network == a -> dense(classes)
