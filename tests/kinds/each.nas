space s "Each"
input 4 x 4 x 2
network = add([relu, tanh] -> (identity | gelu))
