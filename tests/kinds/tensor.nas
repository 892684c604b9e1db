space s "Tensor"
input 4 x 4 x 2
network = relu
       -> graph(x) {
         return tanh -> (gelu | x)
       }
