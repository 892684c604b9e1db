"""Warnings about definitions, parameters, tensors and cases that no network uses."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from nasdsl.errors import Diagnostic
from nasdsl.language import ast
from nasdsl.lint.tree import all_expressions, definitions, expressions, mentioned, occurrences
from nasdsl.source import Span
from nasdsl.space.ir import Kind
from nasdsl.space.model import Space


def unused_definitions(spec: ast.Spec, space: Space) -> Iterator[Diagnostic]:
    """Warns (W104) of a definition that the network does not use, not even through others.

    Args:
        spec: the syntax tree.
        space: the space, not used.
    """
    known = definitions(spec)
    used = set[str]()
    networks = [s for s in spec.statements if isinstance(s, ast.NetworkStatement)]
    pending = mentioned(network.body for network in networks)
    while pending:
        used |= pending
        reached = [known[name] for name in pending if name in known]
        pending = mentioned(e for owner in reached for e in expressions(owner)) - used
    for name, definition in known.items():
        if name not in used:
            message = f"the network does not use '{name}'"
            yield Diagnostic("W104", definition.name_span, message)


def unused_names(spec: ast.Spec, space: Space) -> Iterator[Diagnostic]:
    """Warns (W105) of parameters and named tensors that their definition or graph does not use.

    Args:
        spec: the syntax tree.
        space: the space, not used.
    """
    for definition in definitions(spec).values():
        names = mentioned(expressions(definition))
        for parameter in definition.parameters if isinstance(definition, ast.Definition) else ():
            if parameter.name not in names:
                message = f"'{definition.name}' does not use its parameter '{parameter.name}'"
                yield Diagnostic("W105", parameter.span, message)
    for graph in all_expressions(spec):
        if isinstance(graph, ast.GraphExpr):
            yield from _unused_tensors(graph)


def _unused_tensors(graph: ast.GraphExpr) -> Iterator[Diagnostic]:
    used = mentioned([graph.result])
    for binding in reversed(graph.bindings):
        if binding.name not in used:
            message = f"nothing in the graph takes '{binding.name}'"
            yield Diagnostic("W105", binding.name_span, message)
        used |= mentioned([binding.body])


def untaken_cases(spec: ast.Spec, space: Space) -> Iterator[Diagnostic]:
    """Warns (W106) of a case of a `given` that no network takes, while another case is taken.

    Only cases that are modules or branches are checked, since it is not visible in a space from
    which case a value comes.

    Args:
        spec: the syntax tree.
        space: the space.
    """
    starts = sorted(
        {p.span.start for p in occurrences(space) if _is_own_module(spec, p.span, p.kind)}
    )

    def holds_network(span: Span) -> bool:
        next_start = bisect_left(starts, span.start)
        return next_start < len(starts) and starts[next_start] < span.end

    for expr in _in_place(spec):
        if any(holds_network(case.body.span) for case in expr.cases):
            for case in expr.cases:
                if not holds_network(case.body.span):
                    yield _untaken_warning(expr, case)


def _in_place(spec: ast.Spec) -> Iterator[ast.GivenExpr]:
    """Every `given` but those that are arguments: the space holds these where they are passed."""
    known = definitions(spec).values()
    parameters = [p for d in known if isinstance(d, ast.Definition) for p in d.parameters]
    passed = {p.default.span for p in parameters if p.default is not None}
    for expr in all_expressions(spec):
        if isinstance(expr, ast.NameExpr):
            passed |= {argument.value.span for argument in expr.arguments or ()}
        elif isinstance(expr, ast.GivenExpr) and expr.span in passed:
            passed |= {case.body.span for case in expr.cases}
        elif isinstance(expr, ast.GivenExpr):
            yield expr


def _is_own_module(spec: ast.Spec, span: Span, kind: Kind) -> bool:
    return span.source is spec.source and kind is not Kind.VALUE


def _untaken_warning(expr: ast.GivenExpr, case: ast.Case) -> Diagnostic:
    if case.label is None:
        help = f"the other cases are all that '{expr.name}' is here"
    else:
        help = f"'{expr.name}' is never {case.label} here"
    return Diagnostic("W106", case.span, "no network of this space takes this case", help)


CHECKS = (unused_definitions, unused_names, untaken_cases)
