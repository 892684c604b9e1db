"""Expressions as one line of text, independent of their layout, to name them in messages."""

from __future__ import annotations

from functools import lru_cache

from nasdsl.formatting.doc import one_line
from nasdsl.formatting.expressions import Expressions
from nasdsl.formatting.trivia import Gaps
from nasdsl.language import ast
from nasdsl.language.parser import parse
from nasdsl.source import Source


def plain_expression(expr: ast.Expr) -> str:
    """The text of an expression as the formatter writes it, on one line and without comments."""
    code = Gaps(expr.span.source.text).code
    return one_line(Expressions(Gaps(code)).write(expr))


@lru_cache(maxsize=1 << 12)
def plain_text(written: str) -> str:
    """The text `written` of an expression, as the formatter writes it: one line, no comments."""
    (statement,) = parse(Source("expression", f"network = {written}")).statements
    assert isinstance(statement, ast.NetworkStatement)
    return plain_expression(statement.body)


def relation(expr: ast.RelationExpr) -> str:
    """The text of a relation as the formatter writes it, on one line and without comments."""
    sides = [plain_expression(operand) for operand in expr.operands]
    steps = zip(expr.comparisons, sides[1:], strict=True)
    return " ".join([sides[0], *(f"{word} {side}" for word, side in steps)])
