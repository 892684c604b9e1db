"""Elaborates operators: arithmetic on values, repetition of modules and of branches."""

from __future__ import annotations

import re
from contextlib import ExitStack

from nasdsl import limits
from nasdsl.elaborate import graphs
from nasdsl.elaborate.elaborator import Elaborator
from nasdsl.elaborate.faults import Fault
from nasdsl.elaborate.scope import Scope
from nasdsl.language import ast
from nasdsl.source import Span
from nasdsl.space.ir import Arithmetic, Calculation, Const, Constant, Kind, Number, Repeat, Series
from nasdsl.space.model import PlacedNode, placed_constant, unreached
from nasdsl.space.possible import Condition
from nasdsl.space.values import calculate, counted, said


def chain(el: Elaborator, expr: ast.Chain, scope: Scope) -> PlacedNode:
    """The node of operands that are joined by operators of one precedence: `a + b - c`, `conv * 3`.

    Args:
        el: the elaborator of the spec.
        expr: the expression.
        scope: the names visible in the expression.
    """
    if len(expr.operands) > limits.OPERANDS:
        raise Fault("E504", expr.span, f"more than {limits.OPERANDS} operands in a row")
    first = expr.operands[0]
    same = isinstance(first, ast.Same)
    others = [el.expression(operand, scope) for operand in expr.operands[1:]]
    result = _first_operand(el, first.body if isinstance(first, ast.Same) else first, others, scope)
    for operator, other, operand in zip(expr.operators, others, expr.operands[1:], strict=True):
        right = _right_operand(el, expr, result, operator, other)
        span = ast.up_to(operand, expr)
        if Kind.UNKNOWN in (result.kind, right.kind):
            result = el.broken(span)
        elif result.kind is Kind.VALUE:
            result = arithmetic(el, operator, result, right, span)
        else:
            how_often = _repetitions(el, operator, result, right, span)
            if graphs.takes_all(result.node):
                if len(expr.operands) > 2:
                    message = "what takes all earlier tensors is repeated by one number"
                    raise Fault("E231", expr.span, message)
                result = _series(el, expr, right, max(how_often), scope)
            else:
                most = max(how_often)
                symbol = scope.times_symbol(result)
                result = result if most else unreached(result)
                node = Repeat(result.node, right.node, most, same, symbol)
                result = PlacedNode(node, result.kind, span, (right, result))
    return result


def _right_operand(
    el: Elaborator, expr: ast.Chain, left: PlacedNode, operator: Calculation, right: PlacedNode
) -> PlacedNode:
    """The right operand, which is a value; another is reported, and what was meant suggested."""
    if right.kind not in (Kind.MODULE, Kind.BRANCHES):
        return el.expect(right, Kind.VALUE)
    if operator == "+" and left.kind is Kind.MODULE:
        added = {*expr.operators} == {"+"}
        operands = ", ".join(operand.span.brief for operand in expr.operands) if added else "a, b"
        help = f"what modules return is added by: add([{operands}])"
        raise Fault("E302", expr.span, "modules are no numbers, which '+' adds", help)
    if operator == "*" and left.kind is Kind.VALUE:
        help = f"how often stands behind it: {right.span.brief} * {left.span.brief}"
        raise Fault("E302", expr.span, "a number is not repeated by a module", help)
    return el.expect(right, Kind.VALUE)


def _first_operand(
    el: Elaborator, expr: ast.Expr, others: list[PlacedNode], scope: Scope
) -> PlacedNode:
    """The first operand; where it is repeated 0 times no genotype reaches it."""
    zeros = [other for other in others if 0 in (el.possible.of(other.node) or ())]
    if not zeros:
        return el.expression(expr, scope)
    reported = len(el.errors)
    with ExitStack() as stack:
        for other in zeros:
            stack.enter_context(el.happens(other))
        placed = el.expression(expr, scope)
    if placed.kind is not Kind.VALUE:
        return placed
    del el.errors[reported:]
    return el.expression(expr, scope)


def arithmetic(
    el: Elaborator, operator: Calculation, left: PlacedNode, right: PlacedNode, span: Span
) -> PlacedNode:
    """The node of `left operator right` for two values; `span` is where the expression stands.

    Raises:
        Fault: a side can be a symbol, the right side of a division can be 0, or the result is too
            long.
    """
    for side in (left, right):
        domain = el.possible.of(side.node)
        for symbol in sorted(v for v in domain or () if isinstance(v, str)):
            raise Fault(
                "E403",
                side.span,
                f"'{symbol}' is not a number",
                el.suggest(symbol, side.span),
            )
    a, b = left.node, right.node
    if operator in ("/", "round") and 0 in (el.possible.of(b) or ()):
        raise Fault("E403", right.span, "a division by zero")
    if isinstance(a, Const) and isinstance(b, Const):
        result = calculate(operator, _as_number(a.value), _as_number(b.value))
        if isinstance(result, int) and result.bit_length() > limits.BITS:
            raise Fault("E503", span, f"a number of more than {limits.BITS:,} bits")
        return placed_constant(result, span)
    return PlacedNode(Arithmetic(operator, a, b), Kind.VALUE, span, (left, right))


def _repetitions(
    el: Elaborator, operator: Calculation, body: PlacedNode, times: PlacedNode, span: Span
) -> list[int]:
    """The numbers of repetitions that are possible."""
    if operator != "*":
        raise Fault(
            "E302", span, f"a {body.kind} is repeated by '*', and '{operator}' takes numbers"
        )
    counts = el.possible.of(times.node)
    if counts is None:
        el.expect_few(times)
    if counts is None or not el.per_use.isdisjoint(counted(times.node)):
        help = "a cell's parameter does not say how often; sizes of tensors are not known yet"
        raise Fault(
            "E404", times.span, "how often must be settled before any tensor is known", help
        )
    return [_checked_times(count, times.span) for count in counts]


def range_meant(span: Span) -> str | None:
    """A hint on how ranges are written if the text at `span` looks like `1-8`; else None."""
    match = re.fullmatch(r"([1-9]\d*)\s*-\s*(\d+)", span.text)
    if match is None:
        return None
    first, last = match.groups()
    return f"numbers from {first} to {last} are written {first}..{last}"


def _checked_times(count: Constant, span: Span) -> int:
    if not isinstance(count, int) or count < 0:
        message = f"{said(count)} times: a whole number of at least 0 is needed"
        raise Fault("E404", span, message, range_meant(span))
    if count > limits.REPEATS:
        raise Fault("E501", span, f"repeated {count:,} times; at most {limits.REPEATS:,}")
    return count


def _series(
    el: Elaborator, expr: ast.Chain, times: PlacedNode, most: int, scope: Scope
) -> PlacedNode:
    """Repetitions that take all earlier outputs of their chain, so that each is another node."""
    body = expr.operands[0]
    if isinstance(body, ast.Same):
        message = "'same' cannot stand before what takes all earlier tensors"
        raise Fault("E231", body.span, message, "each repetition has more of them")
    parts: list[PlacedNode] = []
    links = scope.links
    for number in range(most):
        fewer = frozenset[Constant](range(number + 1))
        with el.where(Condition(times.node, fewer, excluded=True)):
            parts.append(el.module(body, scope.after(links)))
        links = graphs.after(links, graphs.growth(el, parts[-1].node))
    symbol = scope.times_symbol(parts[0]) if parts else None
    node = Series(times.node, tuple(part.node for part in parts), symbol)
    return PlacedNode(node, Kind.MODULE, expr.span, (times, *parts))


def _as_number(value: Constant) -> Number:
    assert not isinstance(value, str)
    return value
