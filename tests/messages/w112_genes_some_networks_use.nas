space idle "Genes that some networks do without"
input 8 x 8 x 1
classes 10

gene kernel = 3 | 5
gene wide = 4 | 8
gene size = n | s
gene rate = 1 | 2
gene both = 3 | 5  # whatever the size is

cell c = conv(3, filters=wide) | relu
block g(k) = given k { n: conv(both) s: identity }
block h(k) = given k { n: identity s: conv(both) }
block f(k) = given k { n: identity s: conv(3, stride=rate) }
network = (relu | conv(kernel)) -> c -> g(size) -> h(size) -> f(size) -> conv(3, filters=4 * rate)
