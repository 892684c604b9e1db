space bad "A spec with a mistake"

input 8 x 8 x 3
classes 10

gene a = 8 | 16
gene b = 8 | 16 | 32
require a > 10 => b <= 20
require a > 10 -> b <= 20
require a > 10 ==> b <= 20
require if a > 10 then b <= 20
require b <= 20 if a > 10
require a > 10 implies b <= 20
require not a > 10 or b <= 20
require not a > 10
require not (a > 10)
require !(a > 10) || b <= 20
require a > 10 && b <= 20
require a > 10: b <= 20
require a > 10 ? b <= 20 : b <= 30
require given a { 8: b <= 8 else: b <= 16 }
require (a > 10 and b <= 20) or a < 10
require a > 10 when b < 20
require a <= 10 | b <= 20
require a <= 10 or b <= 20
require a >= 10, b <= 20
require a in [8, 16]
require a != b
require a <> b
require a == 16 => b == 16
require a =< 10
require a <= 20 and
require a = 8
require params / 1M <= 3 and (macs) <= 2 where a > 8
require a => 10
require if a > 10 : b <= 20
network = conv(3, filters=a) -> conv(3, filters=b)
