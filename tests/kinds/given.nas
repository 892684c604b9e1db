space s "Given"
input 4 x 4 x 2
block act(a) = given a {
  plain: relu
  else:  conv(1 | 3)
}
network = act(plain | other)
