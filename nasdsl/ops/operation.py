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
        name: as it is written.
        type: the type of its values.
        default: a constant, the name of a parameter before it or of a size (`channels`), or None
            if it must be given.
    """

    name: str
    type: ParameterType
    default: Scalar | None = None


def keep_shape(state: State, args: Arguments) -> State:
    """The shape rule of an operation that keeps the state."""
    return state


def no_cost(before: State, after: State, args: Arguments) -> int:
    """The multiply-accumulates of an operation that has none."""
    return 0


@dataclass(frozen=True, slots=True, eq=False)
class Op:
    """The description of an operation.

    Args:
        name: as it is written.
        summary: what it does, for the reference.
        parameters: in the order of positional arguments.
        shape: from the input's state and the arguments to the output's state; raises `ShapeError`.
        weights: trained arrays by name, from the states of input and output and the arguments.
        macs: multiply-accumulates for one example, likewise.
        buffers: running statistics, which are updated but not trained, likewise.
        resolution: how many input positions an output position stands for; to be stated if `shape`
            is.
        constants: further arguments that its rule gets, besides `parameters`.
        identity: whether it is the identity, for states of input and output and arguments.
        zeros: what it makes of zeros, whatever its weights are, for its arguments.
        random: whether it draws random numbers, so that two uses on one tensor differ.
        kernel: the name of the weight that slides over windows of `height` x `width` positions. It
            can be enlarged by zeros, with as much more padding of the input, without changing the
            result.
        aliases: names in other frameworks, separated by blanks, lower case without underscores.
        rules: for an added operation: a function that gives its rule, by the name of the backend;
            it is called when a network is built, so that the framework is not needed before.
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
    """The parameters that are written without names: those without a default, and the width."""
    names: list[str] = []
    for parameter in op.parameters:
        if parameter.default is not None and parameter.default not in names:
            break
        names.append(parameter.name)
    return tuple(names)


def worded_arguments(op: Op, texts: Mapping[str, str]) -> tuple[str, ...]:
    """Arguments as a spec writes them: `3`, `filters=16`.

    Args:
        op: the operation.
        texts: values as text, by parameter.
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
    """All arguments of an operation: those stated, and defaults for an input of `state`.

    Raises:
        ShapeError: a value is not of its parameter's type.
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
    """The arguments of an operation as far as they are known, defaults included.

    Args:
        op: the operation.
        stated: the stated arguments; None for a value that is not known.
        state: of the input; None if it is not known.
    """
    known: dict[Scalar | None, Scalar | None] = {name: getattr(state, name, None) for name in SIZES}
    args: dict[str, Scalar] = {}
    for parameter in op.parameters:
        name, default = parameter.name, parameter.default
        value = known[name] = stated[name] if name in stated else known.get(default, default)
        if value is not None:
            args[name] = value
    return args
