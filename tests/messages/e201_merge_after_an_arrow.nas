space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

block unit = [conv(3), identity] -> add

network = conv(3) -> concat -> unit -> flatten -> dense(add)
