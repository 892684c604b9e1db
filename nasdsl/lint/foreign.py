"""Warnings about what has another meaning in other frameworks: windows, strides, data sets."""

from __future__ import annotations

from collections.abc import Iterator

from nasdsl.data import dataset_names, is_dataset
from nasdsl.errors import Diagnostic, nearest
from nasdsl.language import ast
from nasdsl.lint.tree import all_expressions, constant_value, definitions
from nasdsl.ops import OPERATIONS, Op
from nasdsl.ops.weights import no_weights
from nasdsl.space.ir import Number
from nasdsl.space.model import Space

LARGE = 8  # a window from here on, with one side much smaller, is rather a number of filters


def windows(spec: ast.Spec, space: Space) -> Iterator[Diagnostic]:
    """Warns (W113) of windows that other frameworks write differently.

    Reported are `conv(3, 32)`, where 32 is the width of the window, not the number of channels, and
    a pool without a stated stride, which moves by 1 and not by the size of its window.
    """
    own, strided = definitions(spec), _with_default_stride(spec)
    for use in all_expressions(spec):
        if isinstance(use, ast.NameExpr) and use.name in OPERATIONS and use.name not in own:
            yield from _filters(use, OPERATIONS[use.name])
            if use.name not in strided:
                yield from _stride(use, OPERATIONS[use.name])


def _filters(use: ast.NameExpr, op: Op) -> Iterator[Diagnostic]:
    numbers = _argument_numbers(use, op)
    height, width = numbers.get("height"), numbers.get("width")
    known = {parameter.name for parameter in op.parameters}
    if "filters" not in known or "filters" in numbers or height is None or width is None:
        return
    small, large = sorted((height, width))
    if 1 < small <= large / 2 and large >= LARGE:
        message = f"this window is {height} x {width}: the second number is its width"
        help = f"filters are named: {use.name}({small}, filters={large})"
        yield Diagnostic("W113", use.span, message, help)


def _stride(use: ast.NameExpr, op: Op) -> Iterator[Diagnostic]:
    numbers = _argument_numbers(use, op)
    height = numbers.get("height")
    known = {parameter.name for parameter in op.parameters}
    pools = op.weights is no_weights and {"height", "stride"} <= known
    if pools and "stride" not in numbers and height is not None and height % 2 == 0:
        message = f"this window of {height} moves by 1, since no stride is stated"
        help = f"to divide the resolution: {use.name}({height}, stride={height})"
        yield Diagnostic("W113", use.span, message, help)


def _argument_numbers(use: ast.NameExpr, op: Op) -> dict[str, Number | None]:
    """The arguments by name: their numbers, None for what is no number."""
    order = [parameter.name for parameter in op.parameters]
    named = zip(order, use.arguments or (), strict=False)
    return {argument.name or name: constant_value(argument.value) for name, argument in named}


def _with_default_stride(spec: ast.Spec) -> frozenset[str]:
    """The operations for which the spec states a default stride."""
    stated = [use for s in spec.statements if isinstance(s, ast.Defaults) for use in s.operations]
    known = (use for use in stated if use.name in OPERATIONS)
    return frozenset(
        use.name for use in known if "stride" in _argument_numbers(use, OPERATIONS[use.name])
    )


def data_sets(spec: ast.Spec, space: Space) -> Iterator[Diagnostic]:
    """Warns (W115) of a data set whose name is unknown."""
    sections = [s for s in spec.statements if isinstance(s, ast.Section) and s.name == "data"]
    for setting in (setting for section in sections for setting in section.settings):
        value = setting.value
        if setting.name != "set" or not isinstance(value, ast.NameExpr):
            continue
        if not is_dataset(value.name):
            names = dataset_names()
            known = nearest(value.name, names) or f"known: {', '.join(names)};"
            message = f"there is no data set '{value.name}'"
            yield Diagnostic("W115", value.span, message, f"{known} a file is given by --data")


CHECKS = (windows, data_sets)
