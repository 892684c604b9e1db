space bad "A spec with a mistake"

input 28 x 28 x 3
classes 10

network = conv(3) -> flatten -> dense(classes)

data { set = fashion }
