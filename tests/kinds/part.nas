space s "Part"
input 4 x 4 x 2
block unit = conv(1 | 3)
network = unit -> unit
