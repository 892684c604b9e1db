"""`given`: what follows a decision made elsewhere, and makes none itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nasdsl.errors import nearest
from nasdsl.language import ast
from nasdsl.space.domain import Domain, labels, values
from nasdsl.space.faults import Fault
from nasdsl.space.ir import ELSE, Constant, Given, Kind
from nasdsl.space.model import Placed
from nasdsl.space.scope import Scope

if TYPE_CHECKING:
    from nasdsl.space.elaborate import Elaborator


def given(el: Elaborator, expr: ast.Given, scope: Scope) -> Placed:
    """`given name { ... }`: one case alone if that is settled, else all that can be taken."""
    subject = _subject(el, expr, scope)
    if subject.kind is Kind.UNKNOWN:
        for case in expr.cases:
            el.expression(case.body, scope)
        return el.broken(expr.span)
    cases = _cases(el, expr, _possible(el, expr, subject))
    placed = [(label, el.expression(body, scope)) for label, body in cases]
    if len(placed) == 1:
        return placed[0][1]
    kind = el.common([body for _, body in placed])
    node = Given(subject.node, tuple((label, body.node) for label, body in placed))
    return Placed(node, kind, expr.span, (subject, *(body for _, body in placed)))


def _subject(el: Elaborator, expr: ast.Given, scope: Scope) -> Placed:
    if expr.name not in scope.parameters:
        help = (
            nearest(expr.name, scope.parameters) or "'given' follows a parameter of the definition"
        )
        raise Fault("E205", expr.name_span, f"there is no parameter '{expr.name}' here", help)
    return scope.parameters[expr.name]


def _possible(el: Elaborator, expr: ast.Given, subject: Placed) -> Domain:
    if subject.kind is Kind.BRANCHES:
        raise Fault(
            "E405", expr.name_span, "'given' follows a value or a module's label, not branches"
        )
    of = values if subject.kind is Kind.VALUE else labels
    possible = of(subject.node, el.slots)
    if possible is None:
        what = (
            "value is not"
            if subject.kind is Kind.VALUE
            else "arms are not all labelled, so it is not"
        )
        raise Fault("E405", expr.name_span, f"the {what} known before the tensor is: '{expr.name}'")
    return possible


def _cases(el: Elaborator, expr: ast.Given, possible: Domain) -> list[tuple[Constant, ast.Expr]]:
    """Label and body of every case that the subject can take."""
    bodies = {case.label: case.body for case in expr.cases}
    if len(bodies) < len(expr.cases):
        raise Fault("E204", expr.span, "two cases have the same label")
    for case in expr.cases:
        if (
            isinstance(case.label, str)
            and case.label not in possible
            and not _declared(el, expr.name, case.label)
        ):
            known = [str(value) for value in possible]
            help = nearest(case.label, known) or f"it is one of: {', '.join(sorted(known))}"
            raise Fault("E206", case.span, f"'{expr.name}' is never '{case.label}'", help)
    for value in sorted(possible, key=str):
        if value not in bodies and None not in bodies:
            raise Fault(
                "E207", expr.name_span, f"there is no case for '{value}'", "add it, or 'else:'"
            )
    cases: list[tuple[Constant, ast.Expr]] = [
        (label, body) for label, body in bodies.items() if label is not None and label in possible
    ]
    if len(cases) < len(possible):
        cases.append((ELSE, bodies[None]))
    return cases


def _declared(el: Elaborator, parameter: str, label: str) -> bool:
    """Whether the definition at hand says that the parameter may have this symbol."""
    definition = el.definitions.get(el.active[-1]) if el.active else None
    found = [p.symbols for p in definition.parameters if p.name == parameter] if definition else []
    return any(not symbols or label in symbols for symbols in found)
