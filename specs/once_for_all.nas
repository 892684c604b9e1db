# Cai et al. 2020, "Once-for-all: train one network and specialize it for efficient deployment",
# arXiv 1908.09791, section 3.2: MobileNetV3 in 5 units, each of 2, 3 or 4 layers; each layer has an
# expansion of 3, 4 or 6 and a kernel of 3, 5 or 7. Widths, strides, activations and gates are those
# of MobileNetV3-Large (Howard et al. 2019, arXiv 1905.02244, table 1), as in the authors' code.
# Chosen here: one resolution, 224 x 224, of the 25 from 128 to 224; in squeeze-and-excitation a quarter
# of the channels, not rounded, and a sigmoid, where MobileNetV3 has a piecewise linear one.
space once_for_all "Once-for-All: elastic depth, expansion and kernel"

input 224 x 224 x 3
classes 1000

defaults conv(bias=no), depthwise_conv(bias=no), dense(bias=no)

block se = squeeze_excite(ratio=1/4)

block layer(f, s, act, gate) =
     conv(1, filters=(3 | 4 | 6) * channels) -> batch_norm -> act
  -> depthwise_conv(3 | 5 | 7, stride=s) -> batch_norm -> act -> gate
  -> conv(1, filters=f) -> batch_norm

# The first layer of a unit sets its width, and has no shortcut.
block unit(f, s, act, gate) =
     layer(f, s, act, gate)
  -> add([identity, layer(f, 1, act, gate)]) * (1..3)

network = conv(3, filters=16, stride=2) -> batch_norm -> hard_swish
       -> add([identity, depthwise_conv(3) -> batch_norm -> relu -> conv(1) -> batch_norm])
       -> unit(24, 2, relu, identity)
       -> unit(40, 2, relu, se)
       -> unit(80, 2, hard_swish, identity)
       -> unit(112, 1, hard_swish, se)
       -> unit(160, 2, hard_swish, se)
       -> conv(1, filters=960) -> batch_norm -> hard_swish
       -> global_avg_pool -> dense(1280) -> hard_swish -> dense(classes, bias=yes)
