space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

cell c(n) = conv(3) * n

cell d(k: a | b) = add(given k { a: [relu] b: [relu, conv(3)] } -> relu)

network = conv(3) * channels -> relu * 1.5 -> relu * (0-1) -> relu * small -> c(2) -> d(a | b) -> [relu, relu]
       * (conv(3))
