"""Environments: values of slots that are decided around a node; its count depends on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from nasdsl.space.ir import (
    Arithmetic,
    Calculation,
    Cell,
    Choice,
    Const,
    Constant,
    Each,
    FitTo,
    Fork,
    Given,
    Graph,
    Let,
    Merge,
    Node,
    Operation,
    Part,
    Pick,
    Ref,
    Repeat,
    Sequence,
    Series,
    Size,
    Tensor,
    Unused,
    cases_for,
)
from nasdsl.space.values import calculate

Known = Constant | None
Environment = Mapping[str, Constant]
Factor = tuple[Node, int, Environment]  # a node, its first locus, what is known there
Written = list[int] | dict[int, int]
"""Where the values of loci are written; of a mapping only active ones become keys."""


def value(node: Node, known: Environment) -> Known:
    """The value of a node without decisions, where slots have the values `known`.

    The result is None if the node depends on a slot that is not in `known`.
    """
    match node:
        case Const(constant):
            return constant
        case Ref(slot):
            return known.get(slot)
        case Arithmetic(operator, left, right):
            return computed(operator, value(left, known), value(right, known))
        case Part(_, _, body):
            return value(body, known)
        case Given(subject, cases):
            key = value(subject, known)
            return None if key is None else value(cases[cases_for(node, key)[0]][1], known)
        case Let(slot, bound, body):
            key = value(bound, known)
            return value(body, known if key is None else {**known, slot: key})
        case (
            Size() | Tensor() | Choice() | Operation() | Sequence() | Repeat() | Series()
            | Graph() | FitTo() | Merge() | Fork() | Each() | Pick() | Unused() | Cell()
        ):  # fmt: skip
            return None
        case _:
            assert_never(node)


def computed(operator: Calculation, left: Known, right: Known) -> Known:
    """The value of `left operator right`; None unless both are known numbers."""
    if left is None or right is None or isinstance(left, str) or isinstance(right, str):
        return None
    return calculate(operator, left, right)
