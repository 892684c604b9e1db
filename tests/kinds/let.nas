space s "Let"
input 4 x 4 x 2
block twice(w) = conv(1, filters=w) -> conv(1, filters=w)
network = twice(2 | 4)
