"""Warnings about named values that are decided anew at each use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import assert_never

from nasdsl.errors import Diagnostic
from nasdsl.language import ast
from nasdsl.lint.tree import deciding_roots, definitions, identity
from nasdsl.source import Span
from nasdsl.space.ir import (
    Arithmetic,
    Cell,
    Choice,
    Const,
    Each,
    FitTo,
    Fork,
    Given,
    Graph,
    Kind,
    Let,
    Merge,
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
)
from nasdsl.space.model import PlacedNode, Space
from nasdsl.space.values import decides

Uses = Mapping[str, frozenset[Span]]  # where each name is used


def values_anew(spec: ast.Spec, space: Space) -> Iterator[Diagnostic]:
    """Warns (W108) of a `let` of a value with a decision, if one network has several uses of it.

    The value is decided anew at each use. A `let` of modules is not reported, since each use of a
    module is expected to decide anew.

    Args:
        spec: the syntax tree.
        space: the space.
    """
    known, together = definitions(spec), Together()
    uses = _all_redecided(map(together.uses, deciding_roots(space)))
    for name, spans in uses.items():
        if len(spans) > 1 and name in known:
            message = f"'{name}' is decided anew at each of its {len(spans)} uses"
            help = f"to decide once: gene {name} = ...; if each is meant: options {name} = ..."
            yield Diagnostic("W108", known[name].name_span, message, help)


class Together:
    """Finds the uses, in one network, of each `let` that names a value with a decision."""

    def __init__(self) -> None:
        self._known: dict[object, Uses] = {}

    def uses(self, placed: PlacedNode) -> Uses:
        """Where a network can use each `let` that names a value with a decision.

        Args:
            placed: the part of the space that is searched.

        Returns:
            By the name of the `let`, the places of its uses; of a choice, those in the arm with the
            most.
        """
        if (key := identity(placed)) not in self._known:
            self._known[key] = self._find(placed)
        return self._known[key]

    def _find(self, placed: PlacedNode) -> Uses:
        parts = map(self.uses, placed.children)
        match placed.node:
            case Part(name, "let") if placed.kind is Kind.VALUE and decides(placed.node):
                return {name: frozenset([placed.span])}
            case Choice():
                return _outermost(parts)
            case Given():
                return _all_redecided([next(parts), _outermost(parts)])
            case (
                Const() | Size() | Arithmetic() | Ref() | Tensor() | Let() | Part() | Operation()
                | Sequence() | Repeat() | Series() | Graph() | FitTo() | Merge() | Fork() | Each()
                | Pick() | Unused() | Cell()
            ):  # fmt: skip
                return _all_redecided(parts)
            case _:
                assert_never(placed.node)


def _all_redecided(parts: Iterable[Uses]) -> Uses:
    together = dict[str, frozenset[Span]]()
    for uses in parts:
        for name, spans in uses.items():
            together[name] = together.get(name, frozenset()) | spans
    return together


def _outermost(parts: Iterable[Uses]) -> Uses:
    most = dict[str, frozenset[Span]]()
    for uses in parts:
        for name, spans in uses.items():
            most[name] = max(most.get(name, frozenset()), spans, key=len)
    return most


CHECKS = (values_anew,)
