"""Steps of a program as text: their arguments as a spec writes them, and where they stand."""

from __future__ import annotations

from fractions import Fraction

from nasdsl.ops import resolve_arguments, worded_arguments
from nasdsl.program.graph import Apply, Scalar, State, Step


def written(step: Apply, before: State) -> tuple[str, ...]:
    """The arguments of an operation as a spec writes them, without those at their default values.

    Args:
        step: the operation.
        before: the state of its first input.
    """
    if step.known is None:
        return ()
    args = _args(step)
    needed = {p.name: args[p.name] for p in step.known.parameters if p.default is None}
    defaults = resolve_arguments(step.known, needed, before)
    stated = {k: v for k, v in args.items() if k in needed or v != defaults[k]}
    return worded_arguments(step.known, {name: str(plain_value(v)) for name, v in stated.items()})


def _args(step: Apply) -> dict[str, Scalar]:
    """Arguments, the strides of a `fit` along both axes as one."""
    args = dict(step.args)
    if "stride_height" in args:
        rows, columns = args.pop("stride_height"), args.pop("stride_width")
        args["stride"] = rows if rows == columns else f"{rows} x {columns}"
    return args


def plain_value(value: Scalar) -> int | float | str:
    """The value of an argument as JSON can hold it: a fraction becomes a decimal number."""
    return float(value) if isinstance(value, Fraction) else value


def step_place(step: Step) -> list[str]:
    """The names of the parts of the spec around a step, the outermost first; read from its path."""
    parts = step.path.removeprefix("network.").split(".")
    alone = isinstance(step, Apply) and parts[-1].partition("[")[0] == step.op
    return parts[:-1] if alone else parts
