space tiny "A space for fixtures"
input 8 x 8 x 1
classes 10
network = (conv(3, filters=2) | avg_pool(3)) -> flatten -> dense(classes)
search { minimize = [error, params] population = 2 generations = 2 }
train { epochs = 1 }
data { images = 64 }
