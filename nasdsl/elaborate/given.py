"""Elaborates `given`, which selects a case by a decision that is made elsewhere."""

from __future__ import annotations

from nasdsl.elaborate import genes
from nasdsl.elaborate.elaborator import Elaborator
from nasdsl.elaborate.faults import Fault
from nasdsl.elaborate.scope import Scope
from nasdsl.errors import nearest
from nasdsl.language import ast
from nasdsl.space.ir import ELSE, Constant, Given, Kind, Node
from nasdsl.space.model import PlacedNode
from nasdsl.space.possible import Condition
from nasdsl.space.values import Domain


def given(el: Elaborator, expr: ast.GivenExpr, scope: Scope) -> PlacedNode:
    """The node of `given name { ... }`: a single case if only one is possible, else a `Given`.

    Args:
        el: the elaborator of the spec.
        expr: the expression.
        scope: the names visible in it.

    Raises:
        Fault: there is no parameter or gene of this name, its values are unknown, or cases are
            wrong.
    """
    subject = _subject(el, expr, scope)
    if subject.kind is Kind.UNKNOWN:
        if any(isinstance(case.label, int) for case in expr.cases):
            scope = scope._replace(ended=len(el.active))
        for case in expr.cases:
            el.expression(case.body, scope)
        return el.broken(expr.span)
    possible = _possible(el, expr, subject)
    cases = _cases(el, expr, possible)
    if any(isinstance(value, int) for value in possible):
        scope = scope._replace(ended=len(el.active))
    placed: list[tuple[Constant, PlacedNode]] = []
    for label, body in cases:
        with el.where(_condition(subject.node, label, [other for other, _ in cases])):
            placed.append((label, el.expression(body, scope)))
    if len(placed) == 1:
        return placed[0][1]
    kind = el.common([body for _, body in placed])
    node = Given(subject.node, tuple((label, body.node) for label, body in placed))
    return PlacedNode(node, kind, expr.span, (subject, *(body for _, body in placed)))


def _condition(subject: Node, label: Constant, labels: list[Constant]) -> Condition:
    """The condition under which a case is taken."""
    if label == ELSE:
        return Condition(subject, frozenset(labels), excluded=True)
    return Condition(subject, frozenset([label]))


def _subject(el: Elaborator, expr: ast.GivenExpr, scope: Scope) -> PlacedNode:
    if expr.name in scope.parameters:
        return scope.parameters[expr.name]
    if expr.name in el.genes:
        return genes.use_gene(
            el, ast.NameExpr(expr.name, expr.member, None, expr.name_span, expr.span), scope
        )
    if expr.name in el.missing:
        return el.broken(expr.name_span)
    help = (
        nearest(expr.name, [*scope.parameters, *el.genes])
        or "'given' follows a parameter of the definition, or a gene"
    )
    raise Fault("E205", expr.name_span, f"there is no parameter '{expr.name}' here", help)


def _possible(el: Elaborator, expr: ast.GivenExpr, subject: PlacedNode) -> Domain:
    if subject.kind is Kind.BRANCHES:
        raise Fault(
            "E405", expr.name_span, "'given' follows a value or a module's label, not branches"
        )
    possible = el.possible.of(subject.node)
    if possible is None:
        el.expect_few(subject)
        what = "the size of a tensor" if subject.kind is Kind.VALUE else "not labelled in all arms"
        line, column = subject.span.position
        raise Fault(
            "E405",
            expr.name_span,
            f"'given' follows what is decided before any tensor is known, and '{expr.name}' is not",
            f"what stands for it at {line}:{column} is {what}",
        )
    return possible


def _cases(
    el: Elaborator, expr: ast.GivenExpr, possible: Domain
) -> list[tuple[Constant, ast.Expr]]:
    """Label and body of every case that the subject can take."""
    bodies = dict[int | str | None, ast.Expr]()
    for case in expr.cases:
        if case.label in bodies:
            label = "else" if case.label is None else case.label
            raise Fault("E204", case.span, f"two cases are labelled '{label}'")
        bodies[case.label] = case.body
    for case in expr.cases:
        if isinstance(case.label, str) and case.label not in possible:
            _check_never(el, expr, case, case.label, possible - bodies.keys())
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


def _check_never(
    el: Elaborator, expr: ast.GivenExpr, case: ast.Case, label: str, without: Domain
) -> None:
    """Report a case that is never taken, if no use of the definition can take it either.

    That is so if the parameter declares its symbols, and likely if the label is near one that has
    no case of its own.
    """
    declared = _declared(el, expr.name)
    help = nearest(label, [str(value) for value in without])
    if label not in declared and (declared or help):
        help = help or f"it is one of: {', '.join(declared)}"
        raise Fault("E206", case.span, f"'{expr.name}' is never '{label}'", help)


def _declared(el: Elaborator, parameter: str) -> tuple[str, ...]:
    """The symbols that the definition at hand declares for a parameter."""
    definition = el.definitions.get(el.active[-1]) if el.active else None
    parameters = definition.parameters if definition else ()
    return next((p.symbols for p in parameters if p.name == parameter), ())
