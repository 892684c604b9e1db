"""Elaborates genes: values that are decided once in the whole space, for use anywhere."""

from __future__ import annotations

from nasdsl.elaborate.elaborator import Elaborator
from nasdsl.elaborate.faults import Fault, circle
from nasdsl.elaborate.scope import Scope
from nasdsl.language import ast
from nasdsl.space.ir import Const, Kind, Node, Ref
from nasdsl.space.model import PlacedNode
from nasdsl.space.values import said


def use_gene(el: Elaborator, expr: ast.NameExpr, scope: Scope) -> PlacedNode:
    """The node of a use of a gene: a reference to the gene's slot, or its value if constant.

    Args:
        el: the elaborator of the spec.
        expr: the use.
        scope: the names visible at the use.

    Raises:
        Fault: the use has arguments, or the wrong member of a family.
    """
    if expr.arguments is not None:
        raise Fault("E212", expr.span, f"'{expr.name}' is a gene: it takes no arguments")
    slot = _gene_slot(el, el.genes[expr.name], expr, scope)
    if slot not in el.decided:
        el.decided[slot] = body(el, el.genes[expr.name])
        el.possible.bound.update(_nodes(el))
    if el.reached:
        el.needed.add(slot)
    placed = el.decided[slot]
    if placed.kind is Kind.UNKNOWN or isinstance(placed.node, Const):
        return PlacedNode(placed.node, placed.kind, expr.span)
    return PlacedNode(Ref(slot, Kind.VALUE), Kind.VALUE, expr.span)


def _nodes(el: Elaborator) -> dict[str, Node]:
    """The nodes of the genes that are used, whatever the condition of their use."""
    return {slot: placed.node for slot, placed in el.decided.items()}


def _gene_slot(el: Elaborator, gene: ast.GeneStatement, expr: ast.NameExpr, scope: Scope) -> str:
    name, family = gene.name, gene.family
    if family is None:
        if expr.member is not None:
            raise Fault("E210", expr.span, f"'{name}' is no family: it has no members")
        return name
    known = f"its members are {name}[1] to {name}[{family}]"
    if expr.member is None:
        help = f"{known}; a definition that needs more of them uses them itself"
        raise Fault("E210", expr.span, f"'{name}' is a family: say which of its genes", help)
    member = el.value(expr.member, scope).node
    if not isinstance(member, Const):
        raise Fault("E401", expr.span, "which gene of a family is used is stated, not decided")
    if member.value not in range(1, family + 1):
        raise Fault("E210", expr.span, f"there is no {name}[{said(member.value)}]", known)
    return f"{name}[{member.value}]"


def body(el: Elaborator, gene: ast.GeneStatement) -> PlacedNode:
    """The node of a gene's body: a value that may depend on other genes.

    Args:
        el: the elaborator of the spec.
        gene: the definition of the gene.

    Raises:
        Fault: the gene depends on itself.
    """
    if gene.name in el.active:
        way = [*el.active[el.active.index(gene.name) :], gene.name]
        raise Fault("E208", gene.name_span, circle(way))
    el.seen.add(gene.name)
    el.active.append(gene.name)
    with el.apart(_nodes(el)):
        placed = el.value(gene.body, Scope(roles=("gene",), name=gene.name))
        unknown = placed.kind is Kind.VALUE and el.possible.of(placed.node) is None
    el.active.pop()
    if unknown:
        el.expect_few(placed)
        message = "a gene is decided before any tensor is known, and this depends on one"
        return el.report("E404", gene.body.span, message)
    return placed
