space s "Repeat"
input 4 x 4 x 2
network = (relu | tanh) * (1..2)
