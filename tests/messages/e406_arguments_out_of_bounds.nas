space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

network = conv(0) -> conv(3, stride=1.5) -> conv(3, padding=valide) -> conv(3, bias=1) -> dropout(1) -> dropout(0..1)
       -> conv(3, filters=3/2) -> dense(small) -> conv(3, filters=0-4)
