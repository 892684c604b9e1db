space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

network = conv(3) -> relu

train { optimizer = adam(-0.001) }
search { minimize = [error, -3 * params] }
