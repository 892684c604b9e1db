space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

network = graph(x) {
  y = x conv(3)
  z = y relu -> tanh
  return z
}

block other = graph(x) { return x conv(3) }

block third(k: a | b) = given k { a: conv(3) relu b: tanh }
