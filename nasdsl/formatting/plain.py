"""Expressions as one line of text, independent of their layout: the names of objectives."""

from __future__ import annotations

from nasdsl.formatting.doc import one_line
from nasdsl.formatting.expressions import Expressions
from nasdsl.formatting.trivia import Gaps
from nasdsl.language import ast


def plain_expression(expr: ast.Expr) -> str:
    """An expression as the formatter writes it, on one line and without comments."""
    code = Gaps(expr.span.source.text).code
    return one_line(Expressions(Gaps(code)).write(expr))


def relation(expr: ast.RelationExpr) -> str:
    """A relation as the formatter writes it, on one line and without comments."""
    sides = [plain_expression(operand) for operand in expr.operands]
    steps = zip(expr.comparisons, sides[1:], strict=True)
    return " ".join([sides[0], *(f"{word} {side}" for word, side in steps)])
