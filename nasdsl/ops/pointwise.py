"""Operations on each number by itself: activations, scaling, dropout."""

from __future__ import annotations

from fractions import Fraction

from nasdsl.ops.algebra import Zeros, always, if_one, keeps
from nasdsl.ops.operation import Op, Parameter
from nasdsl.ops.state import Arguments


def _scaled(args: Arguments) -> Zeros:
    return Zeros.MADE if args["factor"] == 0 else Zeros.KEPT


IDENTITY = Op(
    "identity",
    "the tensor itself",
    identity=always,
    zeros=keeps,
    aliases="skip skipconnect skipconnection noop nop id input inputlayer passthrough",
)
POINTWISE = (
    IDENTITY,
    Op("relu", "max(x, 0)", zeros=keeps),
    Op("relu6", "min(max(x, 0), 6)", zeros=keeps),
    Op(
        "leaky_relu",
        "x, times `slope` where it is negative",
        (Parameter("slope", "number", Fraction(1, 100)),),
        identity=if_one("slope"),
        zeros=keeps,
        aliases="lrelu",
    ),
    Op(
        "elu",
        "x, or alpha (exp(x) - 1) where it is negative",
        (Parameter("alpha", "number", 1),),
        zeros=keeps,
    ),
    Op("gelu", "x P(x), with the distribution P of the standard normal", zeros=keeps),
    Op("silu", "x sigmoid(x), also known as swish", zeros=keeps, aliases="swish"),
    Op("hard_swish", "x relu6(x + 3) / 6", zeros=keeps, aliases="hswish hsilu hardsilu"),
    Op("hard_sigmoid", "relu6(x + 3) / 6", aliases="hsigmoid"),
    Op("sigmoid", "1 / (1 + exp(-x))", aliases="logistic"),
    Op("tanh", "hyperbolic tangent", zeros=keeps),
    Op(
        "scale",
        "x times a constant",
        (Parameter("factor", "number"),),
        identity=if_one("factor"),
        zeros=_scaled,
    ),
    Op(
        "dropout",
        "zeros at this rate, in training",
        (Parameter("rate", "rate"),),
        identity=lambda before, after, args: args["rate"] == 0,
        zeros=keeps,
        random=True,
        aliases="drop dropout2d",
    ),
)
