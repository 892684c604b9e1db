"""Precedence of expressions, by which a formatter knows where brackets are needed."""

from __future__ import annotations

from nasdsl.language import ast

# From loose to tight.
CHOICE, ARM, SEQUENCE, RANGE, SUM, TERM, PREFIX, ATOM = range(8)


def level_of(expr: ast.Expr) -> int:
    """The precedence of an expression, from 0 (loosest, a choice) to 7 (a name or a number)."""
    match expr:
        case ast.ChoiceExpr():
            return CHOICE
        case ast.Labelled():
            return ARM
        case ast.SequenceExpr():
            return SEQUENCE
        case ast.Range():
            return RANGE
        case ast.Chain():
            return SUM if expr.operators[0] in "+-" else TERM
        case ast.Same():
            return PREFIX
        case _:
            return ATOM


def is_value(chain: ast.Chain) -> bool:
    """Whether a chain of operators is arithmetic on names and numbers, such as `2 * channels`.

    It is not if it ends in `* 3`, as a repetition does, or has other operands.
    """
    *_, last = chain.operands
    if chain.operators[-1] == "*" and isinstance(last, ast.NumberLiteral):
        return False
    return all(map(_is_plain, chain.operands))


def _is_plain(expr: ast.Expr) -> bool:
    """Whether it is a name or a number."""
    return isinstance(expr, ast.NumberLiteral) or (
        isinstance(expr, ast.NameExpr) and expr.arguments is None
    )
