"""Warnings about branches that are decided as arguments, before a pick takes some of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from nasdsl.errors import Diagnostic
from nasdsl.language import ast
from nasdsl.lint.tree import (
    all_expressions,
    definitions,
    expressions,
    subexpressions,
    walk_expressions,
)
from nasdsl.space.model import Space

PICKED = {"pick": 1, "any": 0}  # which argument holds the candidates


def early_candidates(spec: ast.Spec, space: Space) -> Iterator[Diagnostic]:
    """Warns (W109) of an argument with decisions from whose branches the definition picks some.

    Its decisions are made even for branches that are not picked.

    Args:
        spec: the syntax tree.
        space: the space, not used.
    """
    picking = Picking(spec)
    for use in all_expressions(spec):
        if isinstance(use, ast.NameExpr):
            for parameter, argument in picking.candidates(use):
                if picking.decides(argument):
                    message = f"the candidates for '{parameter}' decide before they are picked"
                    help = "pass them without their operations, which follow inside the pick"
                    yield Diagnostic("W109", argument.span, message, help)


class Picking:
    """Finds the parameters of definitions whose values are branches of a `pick` or an `any`.

    Args:
        spec: the syntax tree.
    """

    def __init__(self, spec: ast.Spec) -> None:
        known = definitions(spec).items()
        self._known = {name: d for name, d in known if isinstance(d, ast.Definition)}
        self._picked: dict[str, set[str]] = {name: set() for name in self._known}
        self._deciding = cache(self._definition_decides)
        while self._spread():
            pass

    def _spread(self) -> bool:
        """Note parameters that stand for candidates, by way of others too; whether any is new."""
        before = sum(map(len, self._picked.values()))
        for name, definition in self._known.items():
            names = {parameter.name for parameter in definition.parameters}
            for expr in walk_expressions(expressions(definition)):
                for candidates in self._picks(expr):
                    self._picked[name] |= names & set(_heads(candidates))
        return sum(map(len, self._picked.values())) > before

    def _picks(self, expr: ast.Expr) -> list[ast.Expr]:
        """The candidates of which an expression picks, itself or by a definition that it uses."""
        if not isinstance(expr, ast.NameExpr):
            return []
        if expr.name in PICKED and expr.arguments:
            position = min(PICKED[expr.name], len(expr.arguments) - 1)
            return [expr.arguments[position].value]
        return [argument for _, argument in self.candidates(expr)]

    def candidates(self, use: ast.NameExpr) -> Iterator[tuple[str, ast.Expr]]:
        """The arguments of a use from which the definition's body picks branches.

        Each comes as a pair of the parameter's name and the argument.
        """
        if use.name in self._known:
            names = [parameter.name for parameter in self._known[use.name].parameters]
            for position, argument in enumerate(use.arguments or ()):
                name = argument.name or names[position]
                if name in self._picked[use.name]:
                    yield name, argument.value

    def decides(self, expr: ast.Expr) -> bool:
        """Whether an expression contains a decision, directly or in a definition that it uses."""
        return any(self._decides_itself(part) for part in walk_expressions([expr]))

    def _decides_itself(self, expr: ast.Expr) -> bool:
        match expr:
            case ast.ChoiceExpr() | ast.Range():
                return True
            case ast.NameExpr(name):
                return name in PICKED or self._deciding(name)
            case _:
                return False

    def _definition_decides(self, name: str) -> bool:
        definition = self._known.get(name)
        return (
            definition is not None
            and definition.role != "cell"
            and any(self.decides(expr) for expr in expressions(definition))
        )


def _heads(expr: ast.Expr) -> Iterator[str]:
    """The names from which branches start: not those of what comes after them."""
    match expr:
        case ast.NameExpr(name):
            yield name
        case ast.SequenceExpr(operands) | ast.Chain(operands):
            yield from _heads(operands[0])
        case ast.GraphExpr():
            return
        case _:
            for part in subexpressions(expr):
                yield from _heads(part)


CHECKS = (early_candidates,)
