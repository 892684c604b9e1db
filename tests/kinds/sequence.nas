space s "Sequence"
input 4 x 4 x 2
network = conv(1 | 3) -> relu -> (tanh | gelu)
