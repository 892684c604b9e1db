"""What is taken of branches, with an oracle's answers: only the branches taken decide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

from nasdsl.language import ast
from oracle.graphs import unused
from oracle.kinds import arguments
from oracle.meanings import (
    DECIDED,
    Branches,
    Module,
    Thing,
    Value,
    around,
    as_branches,
    as_module,
    nth,
    opened,
    row,
    spliced,
)
from oracle.scope import Choose, Scope

if TYPE_CHECKING:
    from oracle.walk import Walk

TAKERS = {"pick": ["number", "branches"], "any": ["branches"], "unused": ["branches"]}


def _first(number: int) -> int:
    """An oracle that is asked of what decides nothing."""
    return 0


class Picks:
    """The part of a walk that knows what is taken."""

    def taken(self: Walk, expr: ast.NameExpr, choose: Choose, scope: Scope) -> Branches:
        if expr.name == "unused":
            self.features.add("what is unused")
            (branches,) = arguments(expr, TAKERS["unused"]).values()
            return unused(as_branches(self.thing(branches, choose, scope.anew())))
        return spliced([as_branches(b()) for b in self.pick(expr, choose, scope)])

    def pick(
        self: Walk, expr: ast.NameExpr, choose: Choose, scope: Scope
    ) -> list[Callable[[], Thing]]:
        """The branches that are taken, yet to be decided."""
        self.features.add("a pick")
        *number, branches = arguments(expr, TAKERS[expr.name]).values()
        often = self.number(number[0], choose, scope) if number else None
        if often == 0 and DECIDED not in self.value(number[0], _first, scope).ways:
            return []  # nothing is ever picked: which branches there are is not decided
        if number and isinstance(number[0], ast.NameExpr) and number[0].name in self.bodies:
            self.features.add("a gene that steers")
        each = self.each(branches, choose, scope.anew())
        sizes = range(len(each) + 1) if often is None else [often]
        subsets = [taken for size in sizes for taken in combinations(each, int(size))]
        return list(subsets[choose(len(subsets))])

    def each(self: Walk, expr: ast.Expr, choose: Choose, scope: Scope) -> list[Callable[[], Thing]]:
        """Branches one by one, each yet to be decided; what they share is decided now."""
        match expr:
            case ast.Branches(items):
                found = [self.each(item, choose, scope.anew()) for item in items]
                return [branch for item in found for branch in item]
            case _ if self.kind(expr, scope) is not Branches:
                return [lambda: self.thing(expr, choose, scope)]
            case ast.SequenceExpr(parts):
                branches = self.each(parts[0], choose, scope)
                for part in parts[1:]:
                    branches = self.each_after(branches, part, choose, scope.anew())
                return branches
            case ast.Chain((*before, times)) if not isinstance(before[0], ast.Same):
                body = replace(expr, operands=tuple(before)) if len(before) > 1 else before[0]
                often = self.number(times, choose, scope)
                found = [self.each(body, choose, scope) for _ in range(int(often))]
                return [branch for item in found for branch in item]
            case ast.ChoiceExpr(arms):
                return self.each(arms[choose(len(arms))], choose, scope)
            case ast.Labelled(_, body):
                return self.each(body, choose, scope)
            case ast.GivenExpr():
                return self.each_followed(expr, choose, scope)
            case ast.NameExpr(name) if name in ("pick", "any"):
                return self.pick(expr, choose, scope)
            case ast.NameExpr(name) if name in self.definitions and name not in scope.names:
                inner, slots, body = self.entered(self.definitions[name], expr, choose, scope)
                found = self.each(body, choose, inner)
                return [lambda b=branch: around(b(), slots) for branch in found]
            case _:
                pass
        whole = as_branches(self.thing(expr, choose, scope))
        assert whole.number is not None
        return [lambda i=i: nth(whole, i) for i in range(whole.number)]

    def each_followed(
        self: Walk, expr: ast.GivenExpr, choose: Choose, scope: Scope
    ) -> list[Callable[[], Thing]]:
        """Of a case that is taken; where each use of a cell says which, all cases decide."""
        subject = self.subject(expr, choose, scope)
        body = self.followed(expr, subject, scope)
        if body is not None:
            return self.each(body, choose, scope)
        assert isinstance(subject, Value)
        cases = self.open_cases(expr, subject, scope)
        found = {label: self.each(body, choose, inner) for label, body, inner in cases}

        def at(number: int) -> Thing:
            return opened(subject, {label: each[number]() for label, each in found.items()})

        return [lambda i=i: at(i) for i in range(len(next(iter(found.values()))))]

    def each_after(
        self: Walk,
        before: Sequence[Callable[[], Thing]],
        part: ast.Expr,
        choose: Choose,
        scope: Scope,
    ) -> list[Callable[[], Thing]]:
        once = self.module(part.body, choose, scope) if isinstance(part, ast.Same) else None

        def both(branch: Callable[[], Thing]) -> Module:
            first = as_module(branch())
            return row([first, once or self.module(part, choose, scope)])

        return [lambda b=branch: both(b) for branch in before]
