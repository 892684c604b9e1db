"""Elaborates expressions by their form: simple forms here, the others in files of their own."""

from __future__ import annotations

from collections.abc import Sequence as Many

from nasdsl import limits
from nasdsl.elaborate import arithmetic, given, graphs, names
from nasdsl.elaborate.elaborator import MISPLACED, NONE, Elaborator
from nasdsl.elaborate.faults import Fault
from nasdsl.elaborate.scope import Scope
from nasdsl.language import ast
from nasdsl.source import Span
from nasdsl.space.ir import (
    Arm,
    Choice,
    Const,
    Each,
    Fork,
    Kind,
    Number,
    Repeat,
    Sequence,
)
from nasdsl.space.model import PlacedNode, placed_constant, unreached
from nasdsl.space.values import Domain, calculate, counted, decides, said, widths


def expression(el: Elaborator, expr: ast.Expr, scope: Scope) -> PlacedNode:
    """The placed node of an expression of any form.

    Args:
        el: the elaborator of the spec.
        expr: the expression.
        scope: the names visible in it.

    Raises:
        Fault: the expression is wrong; errors in its subexpressions are reported, not raised.
    """
    inner = scope.inside()
    match expr:
        case ast.NumberLiteral(value):
            return placed_constant(value, expr.span)
        case ast.NameExpr():
            return names.use_name(el, expr, inner)
        case ast.ChoiceExpr():
            return _choice(el, expr, scope)
        case ast.Labelled(label, body):
            arm = el.expression(body, inner)
            return PlacedNode(Choice((Arm(label, arm.node),)), arm.kind, expr.span, (arm,))
        case ast.Range():
            return _range(el, expr, scope)
        case ast.SequenceExpr():
            return _sequence(el, expr, inner)
        case ast.Chain():
            return arithmetic.chain(el, expr, inner)
        case ast.Branches(items):
            return _fork(el, items, expr.span, inner)
        case ast.GraphExpr():
            return graphs.graph(el, expr, inner)
        case ast.GivenExpr():
            return given.given(el, expr, inner)
        case ast.Same():
            raise Fault("E202", expr.span, *MISPLACED)


def _choice(el: Elaborator, expr: ast.ChoiceExpr, scope: Scope) -> PlacedNode:
    names = [arm.label if isinstance(arm, ast.Labelled) else None for arm in expr.arms]
    for arm, name in zip(expr.arms, names, strict=True):
        if name is not None and names.count(name) > 1 and names.index(name) < expr.arms.index(arm):
            line, column = expr.arms[names.index(name)].span.position
            help = f"the first one stands at {line}:{column}"
            raise Fault("E204", arm.span, f"two arms are labelled '{name}'", help)
    bodies = [arm.body if isinstance(arm, ast.Labelled) else arm for arm in expr.arms]
    placed = [el.expression(body, scope.inside()) for body in bodies]
    first, *rest = placed
    if isinstance(first.node, Repeat) and rest[0].kind is Kind.VALUE:
        message = "modules and numbers are no alternatives"
        help = "a choice of how often needs brackets: x * (2 | 3)"
        raise Fault("E301", rest[0].span, message, help)
    kind = el.common(placed)
    arms = tuple(Arm(name, arm.node) for name, arm in zip(names, placed, strict=True))
    _check_arms(el, len(arms), expr.span)
    return PlacedNode(Choice(arms, scope.arms_symbol(kind)), kind, expr.span, tuple(placed))


def _check_arms(el: Elaborator, number: int, span: Span) -> None:
    if number > limits.ARMS:
        raise Fault("E503", span, f"a choice among more than {limits.ARMS:,}")


def _range(el: Elaborator, expr: ast.Range, scope: Scope) -> PlacedNode:
    bounds = [expr.first, expr.last] + ([expr.step] if expr.step else [])
    numbers = [_number(el, bound, scope.inside()) for bound in bounds]
    first, last, step = (*numbers, 1)[:3]
    if step <= 0 or last < first:
        raise Fault(
            "E402",
            expr.span,
            f"no number is from {said(first)} to {said(last)} by {said(step)}",
            "a range goes from the smaller number to the larger, in steps above 0",
        )
    size = int((last - first) // step) + 1
    _check_arms(el, size, expr.span)
    arms = [
        placed_constant(calculate("+", first, calculate("*", step, i)), expr.span)
        for i in range(size)
    ]
    if size == 1:
        return arms[0]
    node = Choice(tuple(Arm(None, arm.node) for arm in arms), scope.arms_symbol(Kind.VALUE))
    return PlacedNode(node, Kind.VALUE, expr.span, tuple(arms))


def _number(el: Elaborator, expr: ast.Expr, scope: Scope) -> Number:
    placed = el.expression(expr, scope)
    if isinstance(placed.node, Const) and not isinstance(placed.node.value, str):
        return placed.node.value
    if placed.kind is not Kind.VALUE:
        message = f"a range is of numbers, and this is a {placed.kind}"
        raise Fault("E301", expr.span, message, "a range after '*' needs brackets: x * (1..3)")
    raise Fault("E401", expr.span, "a constant number is needed here")


def _sequence(el: Elaborator, expr: ast.SequenceExpr, scope: Scope) -> PlacedNode:
    first = el.expression(expr.parts[0], scope)
    if first.kind is Kind.UNKNOWN:
        for part in expr.parts[1:]:
            el.module(part.body if isinstance(part, ast.Same) else part, scope)
        return el.broken(expr.span)
    if first.kind is Kind.BRANCHES:
        return _after_each(el, first, expr, scope)
    modules = [el.expect(first, Kind.MODULE)]
    links = scope.links
    for part in expr.parts[1:]:
        links = graphs.after(links, graphs.growth(el, modules[-1].node))
        modules.append(el.module(part, scope.after(links)))
    node = Sequence(tuple(module.node for module in modules))
    return PlacedNode(node, Kind.MODULE, expr.span, tuple(modules))


def _after_each(
    el: Elaborator, branches: PlacedNode, expr: ast.SequenceExpr, scope: Scope
) -> PlacedNode:
    """`branches -> a -> b`: each part after each branch."""
    for part in expr.parts[1:]:
        same = isinstance(part, ast.Same)
        body = part.body if isinstance(part, ast.Same) else part
        with el.happens(branches):
            module = el.module(body, scope.after(0))
        numbers = el.possible.of(branches.node, widths)
        if len(numbers or ()) > 1 and not el.per_use.isdisjoint(counted(branches.node)):
            help = "a cell's parameter may choose among branches that are as many"
            message = "how many branches there are must be settled before any tensor is known"
            raise Fault("E404", branches.span, message, help)
        most = _most(el, numbers, module, branches.span)
        span = ast.up_to(part, expr)
        if numbers == NONE:
            module = unreached(module)
        node = Each(branches.node, module.node, most, same, scope.each_symbol())
        branches = PlacedNode(node, Kind.BRANCHES, span, (branches, module))
    return branches


def _fork(el: Elaborator, exprs: Many[ast.Expr], span: Span, scope: Scope) -> PlacedNode:
    items = [el.expression(expr, scope.anew()) for expr in exprs]
    items = [item if item.kind is Kind.BRANCHES else el.expect(item, Kind.MODULE) for item in items]
    return PlacedNode(Fork(tuple(item.node for item in items)), Kind.BRANCHES, span, tuple(items))


def _most(el: Elaborator, counts: Domain | None, module: PlacedNode, span: Span) -> int:
    """How many branches there are at most; what decides nothing has no need to know."""
    if counts is None and not decides(module.node):
        return 0
    most = max((count for count in counts or () if isinstance(count, int)), default=None)
    if most is None:
        raise Fault("E404", span, "how many branches there are is not settled here")
    if most > limits.REPEATS:
        raise Fault("E501", span, f"more than {limits.REPEATS:,} branches")
    return most
