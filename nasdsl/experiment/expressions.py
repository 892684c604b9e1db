"""Expressions over the numbers of one network, such as `error` or `params / 1M`, as functions."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from nasdsl.errors import Diagnostic
from nasdsl.experiment.model import Metrics
from nasdsl.language import ast
from nasdsl.source import Span

Measure = Callable[[Metrics], float]
Named = Callable[[ast.NameExpr], str]

OPERATORS: Mapping[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b if b else math.nan,
}


class Wrong(Exception):
    """An error in a setting or a requirement, with its diagnostic.

    Args:
        span: the part of the spec that is wrong.
        message: what is wrong with it.
        help: how it can be mended.
    """

    def __init__(self, span: Span, message: str, help: str | None = None) -> None:
        self.diagnostic = Diagnostic("E601", span, message, help)
        super().__init__(message)


def unsuited(expr: ast.Expr, message: str) -> Wrong:
    """The error, to be raised, for an expression that cannot be the value of a setting.

    It has a hint if the expression is a decision or arithmetic.

    Args:
        expr: the expression.
        message: what is wrong with it.
    """
    match expr:
        case ast.ChoiceExpr() | ast.Range() | ast.GivenExpr():
            return Wrong(expr.span, message, "a search decides about networks, not about settings")
        case ast.Chain():
            return Wrong(expr.span, message, "nothing is computed in settings: write the value")
        case _:
            return Wrong(expr.span, message)


def metric_function(expr: ast.Expr, named: Named) -> Measure:
    """An expression as a function from numbers by name (metrics and costs) to its value.

    Args:
        expr: the expression, made of numbers, names and arithmetic.
        named: gives, for a name in the expression, the name of the number that it stands for.

    Raises:
        Wrong: the expression contains something else, divides by 0, or is too large; `named` may
            raise it, too.
    """
    match expr:
        case ast.NumberLiteral(value):
            constant = float(value)
            return lambda _: constant
        case ast.NameExpr():
            name = named(expr)
            return lambda metrics: metrics[name]
        case ast.Chain(operands, operators):
            parts = [metric_function(operand, named) for operand in operands]
            for operator, operand, part in zip(operators, operands[1:], parts[1:], strict=True):
                if operator == "/" and is_constant(operand) and part({}) == 0:
                    raise Wrong(operand.span, "a division by 0")
            whole = _chained(parts, [OPERATORS[o] for o in operators])
            if is_constant(expr) and not math.isfinite(whole({})):
                raise Wrong(expr.span, "this number is too large")
            return whole
        case _:
            raise no_measure(expr)


def is_constant(expr: ast.Expr) -> bool:
    """Whether an expression consists of numbers alone, and so has one value for all networks."""
    match expr:
        case ast.NumberLiteral():
            return True
        case ast.Chain(operands, _):
            return all(map(is_constant, operands))
        case _:
            return False


def no_measure(expr: ast.Expr) -> Wrong:
    """The error, to be raised, for an expression that is not made of numbers, metrics and costs."""
    return unsuited(expr, "numbers and measured quantities stand here, such as params / 1M")


def _chained(parts: list[Measure], operators: list[Callable[[float, float], float]]) -> Measure:
    def value(metrics: Metrics) -> float:
        result = parts[0](metrics)
        for operator, part in zip(operators, parts[1:], strict=True):
            result = operator(result, part(metrics))
        return result

    return value
