"""Elaborates `require`: bounds on quantities of structure, and relations between genes.

Comparisons of a cost (`params`, `macs`, `memory`) are skipped, as they constrain a search, not the
space; `nasdsl.experiment.cost_bounds` reads them.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from nasdsl.elaborate.elaborator import Elaborator
from nasdsl.elaborate.faults import Fault
from nasdsl.elaborate.scope import Scope
from nasdsl.elaborate.subjects import subject
from nasdsl.errors import nearest
from nasdsl.language import ast
from nasdsl.source import Span, join
from nasdsl.space.constraints import COSTS, QUANTITIES, Bound, Constraints, Relation, Subject
from nasdsl.space.ir import Const, Kind, Node, Number
from nasdsl.space.values import refs

KNOWN = (*COSTS, *QUANTITIES)
OTHER_COSTS = {
    **dict.fromkeys(("flops", "madds", "multadds"), "did you mean 'macs'? each is two operations"),
    **dict.fromkeys(("weights", "size", "parameters"), "did you mean 'params'?"),
    **dict.fromkeys(
        ("accuracy", "error", "loss"),
        "what training measures is not bounded, but made small: search { minimize = [error] }",
    ),
}
"""What costs are called elsewhere, and what is no cost."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """One side of a comparison in `require`: a quantity of structure, as `stride` or `edges(c[1])`.

    Args:
        name: the name of the quantity.
        subject: the definition whose uses have the quantity; None for the whole network.
    """

    name: str
    subject: Subject | None


Side = Quantity | Node


def is_cost(relation: ast.RelationExpr, genes: Container[str]) -> bool:
    """Whether a comparison in `require` has a cost of the network on a side, such as `params`.

    Args:
        relation: the comparison.
        genes: the names of genes, of which one may be called like a cost, and is then meant.
    """
    return any(use.name in COSTS and use.name not in genes for use in _uses(relation.operands))


def constraints(el: Elaborator, spec: ast.Spec, roots: Sequence[Node]) -> Constraints:
    """The bounds on structure and the relations between genes that a spec requires.

    Args:
        el: the elaborator of the spec, to which errors are reported.
        spec: the syntax tree.
        roots: the network and the bodies of cells, as nodes.
    """
    required: list[Bound | Relation] = []
    for relation in _of_structure(el, spec):
        try:
            required += list(_chain_comparisons(el, relation, roots))
        except Fault as fault:
            el.errors.extend(fault.diagnostics)
    return Constraints(
        tuple(part for part in required if isinstance(part, Bound)),
        tuple(part for part in required if isinstance(part, Relation)),
    )


def _of_structure(el: Elaborator, spec: ast.Spec) -> Iterator[ast.RelationExpr]:
    for statement in spec.statements:
        if isinstance(statement, ast.Require):
            yield from (r for r in statement.relations if not is_cost(r, el.genes))


def _uses(part: object) -> Iterator[ast.NameExpr]:
    """The quantities and genes in a part of a relation, without the definitions they are of."""
    names = [use for use in ast.walk(part) if isinstance(use, ast.NameExpr)]
    named = {id(of) for use in names if use.name in KNOWN for of in ast.walk(use.arguments)}
    return (use for use in names if id(use) not in named)


def _chain_comparisons(
    el: Elaborator, relation: ast.RelationExpr, roots: Sequence[Node]
) -> Iterator[Bound | Relation]:
    """The comparisons of a chain, one by one."""
    sides = [_side(el, operand, roots) for operand in relation.operands]
    spans = [operand.span for operand in relation.operands]
    for number, word in enumerate(relation.comparisons):
        span = join(spans[number], spans[number + 1])
        yield _comparison(el, sides[number], word, sides[number + 1], span)


def _comparison(
    el: Elaborator, left: Side, word: ast.Comparison, right: Side, span: Span
) -> Bound | Relation:
    text = " ".join(span.source.text[span.start : span.end].split())
    if isinstance(left, Quantity) and not isinstance(right, Quantity):
        return Bound(left.name, left.subject, word, _limit(left, right, span), text, span)
    if isinstance(right, Quantity) and not isinstance(left, Quantity):
        limit = _limit(right, left, span)
        return Bound(right.name, right.subject, ast.MIRRORED[word], limit, text, span)
    if isinstance(left, Quantity) or isinstance(right, Quantity):
        raise Fault("E703", span, "two quantities are compared", "compare each with a number")
    if not refs(left) | refs(right):
        known = ", ".join(KNOWN)
        message = "a requirement speaks of a quantity or of genes, and these are numbers"
        raise Fault("E704", span, message, f"quantities: {known}")
    return Relation(left, word, right, text, span)


def _limit(quantity: Quantity, node: Node, span: Span) -> Number:
    if isinstance(node, Const) and not isinstance(node.value, str):
        return node.value
    message = f"'{quantity.name}' is compared with a number, not with what a gene decides"
    raise Fault("E703", span, message)


def _side(el: Elaborator, expr: ast.Expr, roots: Sequence[Node]) -> Side:
    if isinstance(expr, ast.NameExpr) and expr.name in QUANTITIES and expr.name not in el.genes:
        return Quantity(expr.name, subject(el.definitions, expr, roots))
    for use in _uses(expr):
        _check_name(el, use)
    placed = el.value(expr, Scope())
    if placed.kind is Kind.UNKNOWN:
        raise Fault("E703", expr.span, "this cannot be compared")
    domain = el.possible.of(placed.node)
    if domain is None or any(isinstance(value, str) for value in domain):
        raise Fault("E703", expr.span, "only numbers are compared, and this is a symbol")
    return placed.node


def _check_name(el: Elaborator, use: ast.NameExpr) -> None:
    """Report a name that is neither a quantity that stands alone nor a gene."""
    if use.name in el.genes or use.name in ("round", "classes"):
        return
    if use.name in QUANTITIES:
        help = f"write {use.name} <= 8, say"
        raise Fault("E703", use.span, f"'{use.name}' stands alone on its side", help)
    help = OTHER_COSTS.get(use.name.lower()) or nearest(use.name, [*KNOWN, *el.genes])
    listed = f"known: {', '.join([*KNOWN, *el.genes])}"
    raise Fault("E701", use.name_span, f"there is no quantity '{use.name}'", help or listed)
