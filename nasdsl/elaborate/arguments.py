"""Matches arguments to parameters, and checks that their values are allowed."""

from __future__ import annotations

from collections.abc import Sequence as Many

from nasdsl.elaborate.elaborator import Elaborator
from nasdsl.elaborate.faults import Fault
from nasdsl.errors import nearest
from nasdsl.language import ast
from nasdsl.ops import synonyms
from nasdsl.space.ir import Kind
from nasdsl.space.model import PlacedNode
from nasdsl.space.values import said
from nasdsl.util.text import any_of


def bind_arguments(
    what: str, names: Many[str], required: Many[str], expr: ast.NameExpr
) -> dict[str, ast.Argument]:
    """The arguments of a use by parameter; parameters without an argument are left out.

    Args:
        what: the text that messages call the definition or operation.
        names: the names of its parameters, in order.
        required: the names of parameters without a default.
        expr: the use.

    Raises:
        Fault: an argument is superfluous, given twice or has an unknown name, or a required one is
            missing.
    """
    bound: dict[str, ast.Argument] = {}
    faults: list[Fault] = []
    for position, argument in enumerate(expr.arguments or ()):
        name = argument.name or (names[position] if position < len(names) else None)
        if name is None:
            number = _pick_number(len(names))
            faults.append(
                Fault("E211", argument.span, f"{what} takes {number}", _listed_names(names))
            )
            break
        if name not in names:
            other = synonyms.parameter_synonym(argument, expr, names) or nearest(name, names)
            message = f"{what} has no parameter '{name}'"
            faults.append(Fault("E211", argument.span, message, other or _listed_names(names)))
        elif name in bound:
            faults.append(Fault("E211", argument.span, f"'{name}' is given twice"))
        bound[name] = argument
    if not faults and (without := next((name for name in required if name not in bound), None)):
        faults.append(Fault("E211", expr.span, f"{what} needs '{without}'", _listed_names(names)))
    if faults:
        raise faults[0].beside(faults[1:])
    return bound


def _pick_number(count: int) -> str:
    return {0: "no argument", 1: "one argument"}.get(count, f"{count} arguments")


def _listed_names(names: Many[str]) -> str | None:
    return f"its parameters: {', '.join(names)}" if names else None


def check_symbols(
    el: Elaborator, parameter: ast.ParameterDeclaration, placed: PlacedNode
) -> PlacedNode:
    """Check that an argument is only ever a symbol that its parameter declares.

    Args:
        el: the elaborator, to which an error is reported.
        parameter: the parameter; if it declares no symbols, everything is allowed.
        placed: the argument's node.

    Returns:
        `placed`, or a placeholder after an error.
    """
    if not parameter.symbols or placed.kind is Kind.UNKNOWN:
        return placed
    known = el.possible.of(placed.node) if placed.kind is Kind.VALUE else None
    is_one = f"'{parameter.name}' is {any_of(list(parameter.symbols))}"
    if known is None:
        what = "the size of a tensor" if placed.kind is Kind.VALUE else f"a {placed.kind}"
        return el.report("E209", placed.span, f"{is_one}, and this is {what}")
    for value in sorted(known, key=str):
        if value not in parameter.symbols:
            help = nearest(str(value), parameter.symbols)
            return el.report("E209", placed.span, f"{is_one}, and this is {said(value)}", help)
    return placed
