"""What an operation is: its parameters, its shape rule, its weights, its costs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from nasdsl.ops.algebra import Identity, ZerosOf, loses, never
from nasdsl.ops.resolution import UNSTATED, Resolution
from nasdsl.ops.state import SIZES, Arguments, Scalar, ShapeError, State
from nasdsl.ops.weights import Cost, WeightsOf, no_weights


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation.

    Args:
        name: as it is written.
        type: what values it takes, a key of `TYPES`.
        default: a constant, the name of a parameter before it or of a size (`channels`), or None
            if it must be given.
    """

    name: str
    type: str
    default: Scalar | None = None


def keep_shape(state: State, args: Arguments) -> State:
    """The shape of an operation that gives what enters."""
    return state


def no_cost(before: State, after: State, args: Arguments) -> int:
    """The multiply-accumulates of an operation without any."""
    return 0


@dataclass(frozen=True, slots=True, eq=False)
class Op:
    """One operation.

    Args:
        name: as it is written.
        summary: what it does, for the reference.
        parameters: in the order in which they may be given without a name.
        shape: the state that it gives for the state that enters; raises `ShapeError`.
        weights: what is trained, for the states that enter and leave and the arguments.
        macs: how many multiply-accumulates one example costs, likewise.
        buffers: what is carried from batch to batch without being trained, likewise.
        resolution: how many positions that enter one that leaves stands for; to be stated with a
            `shape`.
        constants: what a rule finds among the arguments beside those of `parameters`.
        identity: whether it changes nothing, for the states that enter and leave and its arguments.
        zeros: what it makes of zeros, whatever its parameters are, for its arguments.
        random: whether it draws numbers: what it gives twice for one tensor may differ.
        kernel: the weight that each window of `height` x `width` positions is multiplied with;
            made larger by zeros, and the padding with it, it gives the same.
        aliases: what others call it, apart by blanks, in small letters and without underscores.
        rules: of an operation that is added, what gives its rule, by the backend's name; called
            when a network is built, so that nothing before needs the framework.
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
    """The parameters that are written without their names: those that must be given, and width."""
    names: list[str] = []
    for parameter in op.parameters:
        if parameter.default is not None and parameter.default not in names:
            break
        names.append(parameter.name)
    return tuple(names)


def worded_arguments(op: Op, texts: Mapping[str, str]) -> tuple[str, ...]:
    """Arguments as a spec gives them: `3`, `filters=16`.

    Args:
        op: the operation.
        texts: values in words, by parameter.
    """
    leading = takewhile(lambda name: name in texts, positional(op))
    plain = [texts[name] for name in leading]
    names = [parameter.name for parameter in op.parameters if parameter.name in texts]
    return (*plain, *(f"{name}={texts[name]}" for name in names[len(plain) :]))


def _is_number(value: Scalar) -> bool:
    return not isinstance(value, str)


TYPES: Mapping[str, tuple[str, Callable[[Scalar], bool]]] = {
    "count": ("a whole number of at least 1", lambda v: isinstance(v, int) and v >= 1),
    "padding": (
        "same, valid or a whole number",
        lambda v: v in ("same", "valid") or (isinstance(v, int) and v >= 0),
    ),
    "flag": ("yes or no", lambda v: v in ("yes", "no")),
    "rate": ("a number from 0 to below 1", lambda v: not isinstance(v, str) and 0 <= v < 1),
    "number": ("a number", _is_number),
    "positive": ("a number above 0", lambda v: not isinstance(v, str) and v > 0),
}
"""What a parameter may be: said in words, and as a test."""


def resolve_arguments(op: Op, stated: Arguments, state: State) -> dict[str, Scalar]:
    """All arguments of an operation: those given, and the defaults for `state`.

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
    """The arguments of an operation that are known, defaults among them.

    Args:
        op: the operation.
        stated: what is given; None where it is not known.
        state: for which defaults are meant; None where it is not known.
    """
    known: dict[Scalar | None, Scalar | None] = dict.fromkeys(SIZES)
    known.update(state._asdict() if state else {})
    for parameter in op.parameters:
        default = known.get(parameter.default, parameter.default)
        known[parameter.name] = stated.get(parameter.name, default)
    values = {parameter.name: known[parameter.name] for parameter in op.parameters}
    return {name: value for name, value in values.items() if value is not None}
