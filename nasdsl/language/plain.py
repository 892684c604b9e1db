"""An expression as one line of text, the same however it was laid out: a name for an objective."""

from __future__ import annotations

from nasdsl.language import ast
from nasdsl.language.expressions import Expressions
from nasdsl.language.gaps import Gaps
from nasdsl.language.layout import flat


def plain(expr: ast.Expr) -> str:
    """An expression as the formatter writes it, on one line and without comments."""
    code = Gaps(expr.span.source.text).code
    return flat(Expressions(Gaps(code)).write(expr))


def relation(found: ast.Relation) -> str:
    """A relation likewise."""
    sides = [plain(operand) for operand in found.operands]
    steps = zip(found.comparisons, sides[1:], strict=True)
    return " ".join([sides[0], *(f"{word} {side}" for word, side in steps)])
