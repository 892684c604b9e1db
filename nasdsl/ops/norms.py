"""Normalisations. Those with scale and shift have one scale and one shift for each channel."""

from __future__ import annotations

from fractions import Fraction

from nasdsl.ops.algebra import keeps
from nasdsl.ops.operation import Op, Parameter
from nasdsl.ops.resolution import SAME
from nasdsl.ops.state import Arguments, ShapeError, State, multiple, whole
from nasdsl.ops.weights import NamedWeights, Weight

GROUPS = Parameter("groups", "count")
EPSILON = {"epsilon": Fraction(1, 10**6)}


def divided(state: State, args: Arguments) -> State:
    """The shape of the output of an operation on groups of channels: that of the input.

    Args:
        state: the shape of the input.
        args: the arguments by name, with `groups`.

    Raises:
        ShapeError: the number of channels is not a multiple of `groups`.
    """
    groups = whole(args, "groups")
    if state.channels % groups:
        help = (
            f"choose groups that divide them, or filters={multiple(state.channels, groups)} before"
        )
        raise ShapeError(f"groups = {groups} does not divide {state.channels} channels", help)
    return state


def _scale_and_shift(before: State, after: State, args: Arguments) -> NamedWeights:
    shape = (after.channels,)
    return {"scale": Weight(shape, mean=1.0), "bias": Weight(shape)}


def _running(before: State, after: State, args: Arguments) -> NamedWeights:
    shape = (after.channels,)
    return {"mean": Weight(shape), "var": Weight(shape, mean=1.0)}


NORMS = (
    Op(
        "batch_norm",
        "normalises each channel over batch and positions",
        weights=_scale_and_shift,
        buffers=_running,
        constants={"epsilon": Fraction(1, 10**5), "momentum": Fraction(9, 10)},
        aliases="bn batchnorm2d batchnormalization batchnormalisation",
    ),
    Op(
        "layer_norm",
        "normalises each position over its channels",
        weights=_scale_and_shift,
        constants=EPSILON,
        aliases="ln layernormalization layernormalisation",
    ),
    Op(
        "group_norm",
        "normalises each group of channels over it and the positions",
        (Parameter("groups", "count", 32),),
        divided,
        _scale_and_shift,
        resolution=SAME,
        constants=EPSILON,
        aliases="gn groupnormalization groupnormalisation",
    ),
    Op(
        "instance_norm",
        "normalises each channel over the positions",
        weights=_scale_and_shift,
        constants=EPSILON,
        aliases="instancenorm2d instancenormalization instancenormalisation",
    ),
    Op(
        "local_response_norm",
        "x / (k + alpha mean(y^2))^beta, over the values y in a window of `size` channels",
        (
            Parameter("size", "count", 5),
            Parameter("alpha", "positive", Fraction(1, 10000)),
            Parameter("beta", "positive", Fraction(3, 4)),
            Parameter("k", "positive", 1),
        ),
        zeros=keeps,
        aliases="lrn localresponsenormalization",
    ),
)
