"""Warnings about requirements that are always or never satisfied, whatever the network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import ceil, floor, inf

from nasdsl.errors import Diagnostic
from nasdsl.language import ast
from nasdsl.lint.tree import constant_value
from nasdsl.space.constraints import COSTS, OF_SHAPES, OF_WHOLES
from nasdsl.space.ir import Number
from nasdsl.space.model import Space

LEAST: Mapping[str, int] = {
    **dict.fromkeys((*COSTS, *OF_WHOLES), 0),
    **dict.fromkeys(OF_SHAPES, 1),
}
"""The quantities that a requirement can bound and that are whole; how small each can be."""


def settled_bounds(spec: ast.Spec, space: Space) -> Iterator[Diagnostic]:
    """Warns (W110) of a requirement that holds for every network, as `channels >= 1`, or for none.

    Args:
        spec: the syntax tree.
        space: the space, not used.
    """
    for statement in spec.statements:
        for relation in statement.relations if isinstance(statement, ast.Require) else ():
            if verdict := _verdict(relation):
                yield Diagnostic("W110", relation.span, f"this {verdict} holds")


def _verdict(relation: ast.RelationExpr) -> str | None:
    """`always`, `never`, or None if it depends on the network."""
    quantities = [operand for operand in relation.operands if constant_value(operand) is None]
    if len(quantities) != 1 or not isinstance(quantities[0], ast.NameExpr):
        return None
    least = LEAST.get(quantities[0].name)
    if least is None:
        return None
    low, high = least, inf
    for word, number in _bounds(relation):
        if word in (">", ">=", "=="):
            low = max(low, floor(number) + 1 if word == ">" else ceil(number))
        if word in ("<", "<=", "=="):
            high = min(high, ceil(number) - 1 if word == "<" else floor(number))
    if low > high:
        return "never"
    return "always" if (low, high) == (least, inf) else None


def _bounds(relation: ast.RelationExpr) -> Iterator[tuple[str, Number]]:
    """The comparisons of the quantity with a number, the quantity first."""
    numbers = [constant_value(operand) for operand in relation.operands]
    for (left, right), word in zip(pairwise(numbers), relation.comparisons, strict=True):
        if left is None and right is not None:
            yield word, right
        elif right is None and left is not None:
            yield ast.MIRRORED[word], left


CHECKS = (settled_bounds,)
