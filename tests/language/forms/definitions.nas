space definitions "Definitions"
input 8  x 8 x 1 classes 10
use "other.nas"   use "another.nas"
defaults conv(bias = no,), separable_conv(bias=no), depthwise_conv(bias=no), transposed_conv(bias=no), dense(bias=no)
gene w = 16|32
gene wide[ 5 ] = 8 .. 64 by 8


block a(x) = x
block longer_name(x, y) = x -> y
cell one = relu
cell another[2](f, s = 1, w = channels, kind:add|concat=add, op = (conv(3)|conv(5))) = fit(filters=f,stride=s)
block fits_only_on_a_line_of_its_own(with, some, parameters) = conv(3, filters=with) -> batch_norm -> relu
block does_not_fit_at_all(parameters, that, are, many, which, have, names, which, are, so, long, that) = relu
block sequence = conv(1) -> batch_norm -> relu -> conv(3) -> batch_norm -> relu -> conv(5) -> batch_norm -> relu
block written_in_two_lines = relu -> conv(3)
                             -> batch_norm
block choice = conv(3, filters=16) | separable_conv(3, filters=16) | max_pool(3) -> fit(filters=16) | identity
block labels = one: conv(3) | three: conv(5) -> batch_norm -> relu | second: max_pool(3) | identity | none: zero
block labels_that_fit = one: conv(3) | two: conv(5)
block written_in_lines =
  one: conv(3)
  | three: conv(5)
block concatenated = concat([conv(1), conv(3) -> batch_norm -> relu, conv(5) -> batch_norm -> relu, identity])
block merged = merge(add | concat, [conv(1), conv(3) -> batch_norm -> relu, conv(5) -> batch_norm -> relu], fit=project)
network = conv(3, filters = 16 | 32) -> longer_name(conv(3, filters=2 * channels), c[1 .. 2](normal | halved)) * 5 -> flatten -> dense(classes)
require params<=150M and 4<=stride(step)<=32 and width(of_something) + height(of_something) >= 2 * channels(of_something_else)
train { optimizer=adam(0.001)   batch = 64 epochs = 1_0 }
search { minimize=[error,params/150M] }
