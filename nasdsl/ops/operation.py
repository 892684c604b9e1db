"""The description of an operation: parameters, shape rule, weights, costs, algebra."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any, Literal

from nasdsl.ops.algebra import Identity, ZerosOf, loses, never
from nasdsl.ops.resolution import UNSTATED, Resolution
from nasdsl.ops.state import FLAGS, PADDINGS, SIZES, Arguments, Scalar, ShapeError, State
from nasdsl.ops.weights import Cost, WeightsOf, no_weights

ParameterType = Literal["count", "padding", "flag", "rate", "number", "positive"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation.

    Args:
        name: the name in a spec.
        type: which values are allowed: `count`, `padding`, `flag`, `rate`, `number` or `positive`.
        default: a constant, the name of an earlier parameter or of a size (`channels`); None if a
            value must be given.
    """

    name: str
    type: ParameterType
    default: Scalar | None = None


def keep_shape(state: State, args: Arguments) -> State:
    """The shape of the output of an operation that does not change shapes: that of the input.

    Args:
        state: the shape of the input.
        args: the arguments by name, not used.
    """
    return state


def no_cost(before: State, after: State, args: Arguments) -> int:
    """The multiply-accumulates of an operation that has none: 0.

    Args:
        before: the shape of the input, not used.
        after: the shape of the output, not used.
        args: the arguments by name, not used.
    """
    return 0


@dataclass(frozen=True, slots=True, eq=False)
class Op:
    """The description of an operation. Functions get shapes of one example and arguments by name.

    Args:
        name: the name in a spec.
        summary: what the operation computes, for the reference.
        parameters: in the order of positional arguments.
        shape: computes the output's shape from the input's shape and the arguments; raises
            `ShapeError`.
        weights: gives the trained arrays by name, from the shapes of input and output and the
            arguments.
        macs: computes the multiply-accumulates for one example from the same values.
        buffers: gives the running statistics, which are updated but not trained, from the same
            values.
        resolution: how many input positions an output position stands for; required with `shape`.
        constants: further arguments for the rules of backends, besides `parameters`.
        identity: whether the operation gives its input unchanged, from the shapes and the
            arguments.
        zeros: what becomes of an input of zeros, whatever the weights are, from the arguments.
        random: whether the operation draws random numbers, so that two uses on one tensor differ.
        kernel: the name of a weight that slides over windows of `height` x `width` positions, and
            that can be enlarged by zeros without changing the result, if the input is padded by as
            much more.
        aliases: names in other frameworks, separated by blanks, lower case without underscores.
        rules: for a user's own operation: by the name of a backend, a function without arguments
            that returns the rule. It is called when a network is built, so that no framework is
            imported before.
    """

    name: str
    summary: str
    parameters: tuple[Parameter, ...] = ()
    shape: Callable[[State, Arguments], State] = keep_shape
    weights: WeightsOf = no_weights
    macs: Cost = no_cost
    buffers: WeightsOf = no_weights
    resolution: Resolution = UNSTATED
    constants: Arguments = field(default_factory=dict[str, Scalar])
    identity: Identity = never
    zeros: ZerosOf = loses
    random: bool = False
    kernel: str | None = None
    aliases: str = ""
    rules: Mapping[str, Callable[[], Any]] = field(default_factory=dict[str, Callable[[], Any]])


def positional(op: Op) -> tuple[str, ...]:
    """The names of the parameters whose arguments a spec writes without names, as in `conv(3)`.

    They are the first parameters, as long as they have no default, or one of these as default.

    Args:
        op: the operation.
    """
    names: list[str] = []
    for parameter in op.parameters:
        if parameter.default is not None and parameter.default not in names:
            break
        names.append(parameter.name)
    return tuple(names)


def worded_arguments(op: Op, texts: Mapping[str, str]) -> tuple[str, ...]:
    """The arguments as a spec writes them: `3`, `filters=16`.

    Args:
        op: the operation.
        texts: the values as text, by parameter; parameters that are missing are left out.
    """
    leading = takewhile(lambda name: name in texts, positional(op))
    plain = [texts[name] for name in leading]
    names = [parameter.name for parameter in op.parameters if parameter.name in texts]
    return (*plain, *(f"{name}={texts[name]}" for name in names[len(plain) :]))


def _is_number(value: Scalar) -> bool:
    return not isinstance(value, str)


TYPES: Mapping[ParameterType, tuple[str, Callable[[Scalar], bool]]] = {
    "count": ("a whole number of at least 1", lambda v: isinstance(v, int) and v >= 1),
    "padding": (
        "same, valid or a whole number",
        lambda v: v in PADDINGS or (isinstance(v, int) and v >= 0),
    ),
    "flag": ("yes or no", lambda v: v in FLAGS),
    "rate": ("a number from 0 to below 1", lambda v: not isinstance(v, str) and 0 <= v < 1),
    "number": ("a number", _is_number),
    "positive": ("a number above 0", lambda v: not isinstance(v, str) and v > 0),
}
"""What a parameter may be: said in words, and as a test."""


def resolve_arguments(op: Op, stated: Arguments, state: State) -> dict[str, Scalar]:
    """All arguments of an operation by name: those stated, and defaults for the others.

    Args:
        op: the operation.
        stated: the arguments that the spec states.
        state: the shape of the input, on which defaults may depend.

    Raises:
        ShapeError: a value is not allowed for its parameter.
    """
    args = known_arguments(op, stated, state)
    for parameter in op.parameters:
        value = args[parameter.name]
        words, test = TYPES[parameter.type]
        if not test(value):
            raise ShapeError(f"{parameter.name} is {value}, not {words}")
    return args


def known_arguments(
    op: Op, stated: Mapping[str, Scalar | None], state: State | None
) -> dict[str, Scalar]:
    """The arguments of an operation by name, defaults included, without those that are unknown.

    Args:
        op: the operation.
        stated: the arguments that the spec states; None for an unknown value.
        state: the shape of the input, on which defaults may depend; None if it is unknown.
    """
    known: dict[Scalar | None, Scalar | None] = {name: getattr(state, name, None) for name in SIZES}
    args: dict[str, Scalar] = {}
    for parameter in op.parameters:
        name, default = parameter.name, parameter.default
        value = known[name] = stated[name] if name in stated else known.get(default, default)
        if value is not None:
            args[name] = value
    return args
