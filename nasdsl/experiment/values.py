"""Readers of values of settings: each turns a syntax tree into one type of value, or raises Wrong.

The error has the place of the value in the spec, and says what is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from nasdsl import limits
from nasdsl.errors import nearest
from nasdsl.experiment.expressions import Wrong, unsuited
from nasdsl.language import ast
from nasdsl.ops import FLAGS
from nasdsl.util.arguments import Name, name_among


def whole_number(least: int) -> Callable[[ast.Expr], int]:
    """A function that turns a whole number in a spec, at least `least`, into an int.

    For any other expression it raises Wrong.
    """

    def read(expr: ast.Expr) -> int:
        value = expr.value if isinstance(expr, ast.NumberLiteral) else None
        if not isinstance(value, int) or not least <= value <= limits.SETTING:
            needed = f"a whole number from {least} to {limits.SETTING:,} is needed here"
            raise unsuited(expr, needed)
        return value

    return read


count = whole_number(1)


def any_number(expr: ast.Expr) -> float:
    """The value of a number in the spec.

    Raises:
        Wrong: the expression is not a number.
    """
    if not isinstance(expr, ast.NumberLiteral):
        raise unsuited(expr, "a number is needed here")
    return float(expr.value)


def positive(expr: ast.Expr) -> float:
    """The value of a number in the spec that is above 0.

    Raises:
        Wrong: the expression is not such a number.
    """
    value = any_number(expr)
    if value <= 0:
        raise Wrong(expr.span, "a number above 0 is needed here")
    return value


def fraction(expr: ast.Expr) -> float:
    """The value of a number in the spec that lies strictly between 0 and 1.

    Raises:
        Wrong: the expression is not such a number.
    """
    value = any_number(expr)
    if not 0 < value < 1:
        raise Wrong(expr.span, "a number between 0 and 1 is needed here")
    return value


def share(expr: ast.Expr) -> float:
    """The value of a number in the spec that is at least 0 and less than 1.

    Raises:
        Wrong: the expression is not such a number.
    """
    value = any_number(expr)
    if value >= 1:
        raise Wrong(expr.span, "a number from 0 on, less than 1, is needed here")
    return value


def flag(expr: ast.Expr) -> bool:
    """True for `yes` in the spec, False for `no`.

    Raises:
        Wrong: the expression is neither.
    """
    return word(FLAGS)(expr) == "yes"


def word(names: Sequence[Name]) -> Callable[[ast.Expr], Name]:
    """A function that accepts a name in a spec, if it is one of `names`, and returns it.

    For any other expression it raises Wrong.
    """

    def read(expr: ast.Expr) -> Name:
        text = _name(expr, f"one of {', '.join(names)}")
        if name := name_among(names, text):
            return name
        help = nearest(text, names) or f"known: {', '.join(names)}"
        raise Wrong(expr.span, f"'{text}' is not known here", help)

    return read


def any_word(expr: ast.Expr) -> str:
    """The text of a name in the spec, whichever it is.

    Raises:
        Wrong: the expression is not a name.
    """
    return _name(expr, "a name")


def list_items(expr: ast.Expr) -> tuple[ast.Expr, ...]:
    """The items of a list `[a, b]` in a spec; any other expression is the only item."""
    return tuple(expr.items) if isinstance(expr, ast.Branches) else (expr,)


def like(default: float | None) -> Callable[[ast.Expr], Any]:
    """A function that turns an expression in a spec into a value of the type of `default`.

    It accepts `yes` or `no` if `default` is a bool, whole numbers from 1 on if it is an int, else
    any number; for other expressions it raises Wrong.
    """
    if isinstance(default, bool):
        return flag
    return count if isinstance(default, int) else any_number


def _name(expr: ast.Expr, needed: str) -> str:
    if not isinstance(expr, ast.NameExpr) or expr.member is not None or expr.arguments is not None:
        raise unsuited(expr, f"{needed} is needed here")
    return expr.name


def call(expr: ast.Expr, known: Mapping[Name, Iterable[str]]) -> tuple[Name, dict[str, ast.Expr]]:
    """The name and the arguments, by their names, of an expression such as `adam(0.001)`.

    Args:
        expr: the expression.
        known: for each name that is allowed, the names of its arguments in order.

    Raises:
        Wrong: the name is not allowed, or an argument does not belong to it.
    """
    if not isinstance(expr, ast.NameExpr) or expr.member is not None:
        raise unsuited(expr, f"one of {', '.join(known)} is needed here")
    called = name_among(known, expr.name)
    if called is None:
        help = nearest(expr.name, known) or f"known: {', '.join(known)}"
        raise Wrong(expr.span, f"there is no '{expr.name}' here", help)
    names = list(known[called])
    arguments: dict[str, ast.Expr] = {}
    for position, argument in enumerate(expr.arguments or ()):
        name = argument.name or (names[position] if position < len(names) else "")
        if name not in names or name in arguments:
            listed = f"its arguments: {', '.join(names)}" if names else None
            raise Wrong(
                argument.span,
                f"'{expr.name}' does not take this argument",
                nearest(name, names) or listed,
            )
        arguments[name] = argument.value
    return called, arguments
