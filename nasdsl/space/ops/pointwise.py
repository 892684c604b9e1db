"""Operations on each number by itself: activations, scaling, dropout."""

from __future__ import annotations

from fractions import Fraction

from nasdsl.space.ops.operation import Op, Parameter

POINTWISE = (
    Op("identity", "the tensor itself"),
    Op("relu", "max(x, 0)"),
    Op("relu6", "min(max(x, 0), 6)"),
    Op(
        "leaky_relu",
        "x, times `slope` where it is negative",
        (Parameter("slope", "number", Fraction(1, 100)),),
    ),
    Op(
        "elu",
        "x, or alpha (exp(x) - 1) where it is negative",
        (Parameter("alpha", "number", 1),),
    ),
    Op("gelu", "x P(x), with the distribution P of the standard normal"),
    Op("silu", "x sigmoid(x), also known as swish"),
    Op("hard_swish", "x relu6(x + 3) / 6"),
    Op("hard_sigmoid", "relu6(x + 3) / 6"),
    Op("sigmoid", "1 / (1 + exp(-x))"),
    Op("tanh", "hyperbolic tangent"),
    Op("scale", "x times a constant", (Parameter("factor", "number"),)),
    Op("dropout", "zeros at this rate, in training", (Parameter("rate", "rate"),)),
)
