"""`require` on structure: the relations of a spec as bounds and as relations of genes.

Relations that speak of a cost (`params`, `macs`) are not looked at: they bound a search, not the
space, and `sections` reads them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nasdsl.errors import nearest
from nasdsl.language import ast
from nasdsl.source import Span, join
from nasdsl.space.bounds import COSTS, OF_WHOLES, QUANTITIES, Bound, Constraints, Relation, Subject
from nasdsl.space.domain import refs, values
from nasdsl.space.faults import Fault, either
from nasdsl.space.ir import Const, Kind, Node, Number, Part, children, kind, per_node
from nasdsl.space.scope import Scope

if TYPE_CHECKING:
    from nasdsl.space.elaborate import Elaborator

MIRRORED = {"<": ">", "<=": ">=", "==": "==", ">=": "<=", ">": "<"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """One side of a comparison that is measured: `stride`, `edges(c[1])`."""

    name: str
    subject: Subject | None


Side = Quantity | Node


def is_cost(relation: ast.Relation) -> bool:
    """Whether a relation speaks of what a network costs."""
    return any(use.name in COSTS for use in _uses(relation))


def constraints(el: Elaborator, spec: ast.Spec, roots: Sequence[Node]) -> Constraints:
    """What a spec requires of structure; what is wrong with it is added to the errors of `el`.

    Args:
        el: what elaborated the spec.
        spec: the spec.
        roots: the network and the bodies of cells.
    """
    bounds: list[Bound] = []
    relations: list[Relation] = []
    for statement in spec.statements:
        for relation in statement.relations if isinstance(statement, ast.Require) else ():
            try:
                found = [] if is_cost(relation) else list(_steps(el, relation, roots))
                bounds += [each for each in found if isinstance(each, Bound)]
                relations += [each for each in found if isinstance(each, Relation)]
            except Fault as fault:
                el.errors.append(fault.diagnostic)
    return Constraints(tuple(bounds), tuple(relations))


def _uses(part: object) -> Iterator[ast.Use]:
    return (use for use in ast.walk(part) if isinstance(use, ast.Use))


def _steps(
    el: Elaborator, relation: ast.Relation, roots: Sequence[Node]
) -> Iterator[Bound | Relation]:
    """The comparisons of a chain, one by one."""
    sides = [_side(el, operand, roots) for operand in relation.operands]
    spans = [operand.span for operand in relation.operands]
    for number, word in enumerate(relation.comparisons):
        span = join(spans[number], spans[number + 1])
        yield _step(el, sides[number], word, sides[number + 1], span)


def _step(el: Elaborator, left: Side, word: str, right: Side, span: Span) -> Bound | Relation:
    text = " ".join(span.source.text[span.start : span.end].split())
    if isinstance(left, Quantity) and not isinstance(right, Quantity):
        return Bound(left.name, left.subject, word, _limit(left, right, span), text, span)
    if isinstance(right, Quantity) and not isinstance(left, Quantity):
        limit = _limit(right, left, span)
        return Bound(right.name, right.subject, MIRRORED[word], limit, text, span)
    if isinstance(left, Quantity) or isinstance(right, Quantity):
        raise Fault("E703", span, "two quantities are compared", "compare each with a number")
    if not refs(left) | refs(right):
        known = ", ".join([*COSTS, *QUANTITIES])
        message = "a requirement speaks of a quantity or of genes, and these are numbers"
        raise Fault("E704", span, message, f"quantities: {known}")
    return Relation(left, word, right, text, span)


def _limit(quantity: Quantity, node: Node, span: Span) -> Number:
    if isinstance(node, Const) and not isinstance(node.value, str):
        return node.value
    message = f"'{quantity.name}' is compared with a number, not with what a gene decides"
    raise Fault("E703", span, message)


def _side(el: Elaborator, expr: ast.Expr, roots: Sequence[Node]) -> Side:
    if isinstance(expr, ast.Use) and expr.name in QUANTITIES and expr.name not in el.genes:
        return Quantity(expr.name, _subject(el, expr, roots))
    for use in _uses(expr):
        _check_name(el, use)
    found = el.value(expr, Scope())
    if found.kind is Kind.UNKNOWN:
        raise Fault("E703", expr.span, "this cannot be compared")
    domain = values(found.node, el.slots)
    if domain is None or any(isinstance(value, str) for value in domain):
        raise Fault("E703", expr.span, "only numbers are compared, and this is a symbol")
    return found.node


def _check_name(el: Elaborator, use: ast.Use) -> None:
    """Report a name that is neither a quantity that stands alone nor a gene."""
    if use.name in el.genes or use.name in ("round", "classes"):
        return
    if use.name in QUANTITIES:
        help = f"write {use.name} <= 8, say"
        raise Fault("E703", use.span, f"'{use.name}' stands alone on its side", help)
    help = nearest(use.name, [*COSTS, *QUANTITIES, *el.genes])
    listed = f"known: {', '.join([*COSTS, *QUANTITIES, *el.genes])}"
    raise Fault("E701", use.name_span, f"there is no quantity '{use.name}'", help or listed)


def _subject(el: Elaborator, expr: ast.Use, roots: Sequence[Node]) -> Subject | None:
    if expr.member is not None:
        raise Fault("E702", expr.span, f"'{expr.name}' is a quantity, not a family")
    if expr.arguments is None:
        return None
    named = expr.arguments[0].value if len(expr.arguments) == 1 else None
    if not isinstance(named, ast.Use) or named.arguments is not None:
        help = f"write {expr.name} or {expr.name}(c), of a definition c"
        message = f"'{expr.name}' is of the network or of one definition"
        raise Fault("E702", expr.span, message, help)
    if named.name not in el.definitions:
        help = nearest(named.name, el.definitions)
        raise Fault("E702", named.name_span, f"there is no definition '{named.name}'", help)
    subject = Subject(named.name, _member(el, named))
    _check_subject(el, expr, subject, roots)
    return subject


def _member(el: Elaborator, named: ast.Use) -> int | None:
    if named.member is None:
        return None
    family = el.definitions[named.name].family
    if family is None:
        raise Fault("E702", named.span, f"'{named.name}' is no family: it has no members")
    member = named.member.value if isinstance(named.member, ast.Number) else None
    if not isinstance(member, int) or not 1 <= member <= family:
        help = f"its members are {named.name}[1] to {named.name}[{family}]"
        raise Fault("E702", named.member.span, f"there is no such member of '{named.name}'", help)
    return member


def _check_subject(el: Elaborator, expr: ast.Use, subject: Subject, roots: Sequence[Node]) -> None:
    """Report a definition that has no such quantity."""
    uses = [part for root in roots for part in parts(root) if part.name == subject.name]
    kinds = sorted({kind(part) for part in uses} - {Kind.MODULE})
    if kinds:
        what = either([f"a {each}" for each in kinds])
        raise Fault("E702", expr.span, f"'{subject.name}' is {what}: it has no {expr.name}")
    nested = any(subject.name in _inside(part) for part in uses)
    if expr.name in OF_WHOLES and nested:
        message = f"'{subject.name}' is used in itself: its {expr.name} is not one number"
        raise Fault("E702", expr.span, message)


@per_node
def parts(node: Node) -> frozenset[Part]:
    """The uses of definitions in a node, itself among them."""
    own = frozenset([node] if isinstance(node, Part) else [])
    return own.union(*(parts(child) for child in children(node)))


def _inside(part: Part) -> set[str]:
    return {inner.name for inner in parts(part.body)}
