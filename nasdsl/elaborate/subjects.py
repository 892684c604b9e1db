"""Reads the subject of a quantity in a requirement: `c[1]` in `edges(c[1])`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nasdsl.elaborate.faults import Fault
from nasdsl.errors import nearest
from nasdsl.language import ast
from nasdsl.space.constraints import OF_WHOLES, Subject
from nasdsl.space.ir import Kind, Node, Part, children, kind, per_node
from nasdsl.util.text import any_of

Definitions = Mapping[str, ast.Definition]


def subject(known: Definitions, use: ast.NameExpr, roots: Sequence[Node]) -> Subject | None:
    """The definition to whose uses a quantity applies; None if it applies to the whole network.

    Args:
        known: the definitions of the spec, by name.
        use: the quantity as it is written, as `edges(c[1])`.
        roots: the network and the bodies of cells, as nodes.

    Raises:
        Fault: the definition or member does not exist, or has no such quantity.
    """
    if use.member is not None:
        raise Fault("E702", use.span, f"'{use.name}' is a quantity, not a family")
    if use.arguments is None:
        return None
    named = use.arguments[0].value if len(use.arguments) == 1 else None
    if not isinstance(named, ast.NameExpr) or named.arguments is not None:
        help = f"write {use.name} or {use.name}(c), of a definition c"
        message = f"'{use.name}' is of the network or of one definition"
        raise Fault("E702", use.span, message, help)
    if named.name not in known:
        help = nearest(named.name, known)
        raise Fault("E702", named.name_span, f"there is no definition '{named.name}'", help)
    asked = Subject(named.name, _named_member(known, named))
    _check_quantity(use, asked, roots)
    return asked


def _named_member(known: Definitions, named: ast.NameExpr) -> int | None:
    if named.member is None:
        return None
    family = known[named.name].family
    if family is None:
        raise Fault("E702", named.span, f"'{named.name}' is no family: it has no members")
    member = named.member.value if isinstance(named.member, ast.NumberLiteral) else None
    if not isinstance(member, int) or not 1 <= member <= family:
        help = f"its members are {named.name}[1] to {named.name}[{family}]"
        raise Fault("E702", named.member.span, f"there is no such member of '{named.name}'", help)
    return member


def _check_quantity(use: ast.NameExpr, subject: Subject, roots: Sequence[Node]) -> None:
    """Report a definition that has no such quantity."""
    uses = [part for root in roots for part in _parts(root) if part.name == subject.name]
    kinds = sorted({kind(part) for part in uses} - {Kind.MODULE})
    if kinds:
        what = any_of([f"a {name}" for name in kinds])
        raise Fault("E702", use.span, f"'{subject.name}' is {what}: it has no {use.name}")
    if use.name in OF_WHOLES and any(subject.name in _nodes_inside(part) for part in uses):
        message = f"'{subject.name}' is used in itself: its {use.name} is not one number"
        raise Fault("E702", use.span, message)


@per_node
def _parts(node: Node) -> frozenset[Part]:
    """The uses of definitions in a node, itself among them."""
    own = frozenset([node] if isinstance(node, Part) else [])
    return own.union(*(_parts(child) for child in children(node)))


def _nodes_inside(part: Part) -> set[str]:
    return {inner.name for inner in _parts(part.body)}
