"""Warnings about parameters, symbols and tensors with a name that hides another meaning.

Labels do not hide anything, as they have a namespace of their own: `relu: relu` is a good label.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nasdsl.elaborate.known_names import BUILT_IN
from nasdsl.errors import Diagnostic
from nasdsl.language import ast
from nasdsl.lint.tree import definitions, expressions, subexpressions
from nasdsl.source import Span
from nasdsl.space.model import Space

Known = Mapping[str, str]  # what each name is


def hidden_definitions(spec: ast.Spec, space: Space) -> Iterator[Diagnostic]:
    """Warns (W107) where a parameter of a definition has the name of a definition.

    Also where a symbol does that a parameter takes: `size` may be `normal` or `halved`.

    Args:
        spec: the syntax tree.
        space: the space, not used.
    """
    known = _known(spec)
    for definition in definitions(spec).values():
        for parameter in definition.parameters if isinstance(definition, ast.Definition) else ():
            yield from _hides("parameter", parameter.name, parameter.span, known)
            for symbol in parameter.symbols:
                yield from _hides("symbol", symbol, parameter.span, known)


def hidden_in_graphs(spec: ast.Spec, space: Space) -> Iterator[Diagnostic]:
    """Warns (W107) of a tensor of a graph whose name an operation or definition has.

    Names of parameters and of tensors of outer graphs are reported, too.

    Args:
        spec: the syntax tree.
        space: the space, not used.
    """
    known = {**dict.fromkeys(BUILT_IN, "operation"), **_known(spec)}
    for statement in spec.statements:
        inside = known
        if isinstance(statement, ast.Definition):
            inside = {**known, **{p.name: "parameter" for p in statement.parameters}}
        for expr in expressions(statement):
            yield from _in_graphs(expr, inside)


def _in_graphs(expr: ast.Expr, known: Known) -> Iterator[Diagnostic]:
    if isinstance(expr, ast.GraphExpr):
        inner = [*((e.name, e.span) for e in expr.inputs)]
        inner += [(b.name, b.name_span) for b in expr.bindings]
        for name, span in inner:
            yield from _hides("tensor", name, span, known)
        known = {**known, **{name: "tensor" for name, _ in inner}}
    for part in subexpressions(expr):
        yield from _in_graphs(part, known)


def _known(spec: ast.Spec) -> dict[str, str]:
    return {
        name: d.role if isinstance(d, ast.Definition) else "gene"
        for name, d in definitions(spec).items()
    }


def _hides(what: str, name: str, span: Span, known: Known) -> Iterator[Diagnostic]:
    if name in known:
        message = f"the {what} '{name}' hides the {known[name]} '{name}'"
        yield Diagnostic("W107", span, message, "choose another name")


CHECKS = (hidden_definitions, hidden_in_graphs)
