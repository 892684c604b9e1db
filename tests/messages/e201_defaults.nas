space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

defaults convv(bias=no), conv(bais=no), dense(bias=yes | no), max_pool(stride=0)

network = conv(3)
