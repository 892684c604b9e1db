space small "Small networks, to see that a benchmark runs"
input 8 x 8 x 1
classes 10

block op = (conv(3, filters=2..6) | max_pool(3) | identity) -> (relu | tanh)

network = op * 2 -> flatten -> dense(classes)

train {
  batch = 16
  epochs = 1
}

data {
  set = digits
  images = 16
}
