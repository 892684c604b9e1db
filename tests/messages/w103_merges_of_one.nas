space odd "A spec that is likely not what was meant"

input 8 x 8 x 3
classes 10

block both(list) = add(list)

block passed(op) = op -> relu

block once(list) = concat(list)

network = add([conv(3)]) -> concat(relu) -> merge(add | mean, [relu] * 1) -> multiply([])
       -> both([relu]) -> both([relu, conv(3)])
       -> once([relu]) -> once([conv(3)])
       -> max([relu] * (1..2)) -> [relu] -> passed(mean([conv(3)]))
