space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10


network = conv(3) -> relu

require parms <= 1M and error <= 0.1
require 3 <= 4

train {
  optimiser = adam()
  optimizer = adamm(0.1)
  batch = 0
  epochs = 1.5
  epochs = 10 * 2
  dtype = float17
}

search {
  minimize = [error, conv(3)]
  minimize = []
  crossover = sbx(etta=3)
  crossover = sbx(3, 1, 2)
  crossover = sbx(p=2)
  mutation = polynomial(per=genes)
  population = many
  strategy = 3
}

data { set = [1] validation = 2 }
