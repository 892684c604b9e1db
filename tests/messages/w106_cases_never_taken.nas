space odd "A spec that is likely not what was meant"

input 8 x 8 x 3
classes 10

block unit(size: small | large | huge) = given size {
  small: conv(3)
  large: conv(5)
  huge: add([conv(3), conv(5)])
}

block body(op) = given op { plain: op -> relu curved: op else: op -> conv(1) }

# A cell holds all cases of its parameters: different uses may take different ones.
cell c(size: small | large) = given size { small: conv(3) large: conv(5) else: relu }

block numbers(n) = given n { 1: relu 2: conv(3, filters=2 * given n { 1: 3 2: 4 3: 5 }) 3: identity }

network = unit(small | large) -> body(plain: conv(3) | other: conv(5)) -> c(small) -> numbers(1 | 2)
