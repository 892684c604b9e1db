"""Walks over the syntax tree, and over the nodes of the space that is made from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nasdsl.language import ast
from nasdsl.space.ir import Number
from nasdsl.space.model import PlacedNode, Space
from nasdsl.space.values import calculate

Named = ast.Definition | ast.GeneStatement


def definitions(spec: ast.Spec) -> dict[str, Named]:
    """The definitions and genes of a spec, by name."""
    return {s.name: s for s in spec.statements if isinstance(s, ast.Definition | ast.GeneStatement)}


def expressions(statement: ast.Statement) -> list[ast.Expr]:
    """The outermost expressions of a statement; a section of settings has none."""
    match statement:
        case ast.Definition(parameters=parameters, body=body):
            return [*(p.default for p in parameters if p.default is not None), body]
        case ast.GeneStatement(body=body) | ast.NetworkStatement(body):
            return [body]
        case ast.Defaults(operations):
            return list(operations)
        case ast.Require(relations):
            return [operand for relation in relations for operand in relation.operands]
        case ast.Title() | ast.Import() | ast.Input() | ast.Classes() | ast.Section():
            return []


def all_expressions(spec: ast.Spec) -> Iterator[ast.Expr]:
    """All expressions of a spec, nested ones included; those in sections of settings left out."""
    for statement in spec.statements:
        yield from walk_expressions(expressions(statement))


def walk_expressions(expressions: Iterable[ast.Expr]) -> Iterator[ast.Expr]:
    """The given expressions and all expressions nested in them."""
    return (part for part in ast.walk(tuple(expressions)) if isinstance(part, ast.Expr))


def subexpressions(expr: ast.Expr) -> list[ast.Expr]:
    """The expressions that are directly nested in an expression, in the order of the text."""
    match expr:
        case ast.NumberLiteral():
            return []
        case ast.NameExpr(_, member, arguments):
            return [*_if(member), *(argument.value for argument in arguments or ())]
        case ast.Branches(items):
            return list(items)
        case ast.GraphExpr(_, bindings, result):
            return [*(binding.body for binding in bindings), result]
        case ast.GivenExpr(_, member, cases):
            return [*_if(member), *(case.body for case in cases)]
        case ast.Same(body) | ast.Labelled(_, body):
            return [body]
        case ast.Chain(operands) | ast.SequenceExpr(operands) | ast.ChoiceExpr(operands):
            return list(operands)
        case ast.Range(first, last, step):
            return [first, last, *_if(step)]


def _if(expr: ast.Expr | None) -> list[ast.Expr]:
    return [] if expr is None else [expr]


def mentioned(expressions: Iterable[ast.Expr]) -> set[str]:
    """All names in some expressions: of parameters, definitions, operations or anything else."""
    return {
        e.name for e in walk_expressions(expressions) if isinstance(e, ast.NameExpr | ast.GivenExpr)
    }


def constant_value(expr: ast.Expr) -> Number | None:
    """The number that an expression computes from number literals; None if it has anything else."""
    match expr:
        case ast.NumberLiteral(value):
            return value
        case ast.Chain(operands, operators):
            first, *others = [constant_value(operand) for operand in operands]
            for operator, other in zip(operators, others, strict=True):
                if first is None or other is None or (operator == "/" and other == 0):
                    return None
                first = calculate(operator, first, other)
            return first
        case _:
            return None


def deciding_roots(space: Space) -> list[PlacedNode]:
    """The placed nodes that contain all decisions: network, bodies of cells, and genes."""
    cells = [family.body for family in space.cells.values()]
    return [space.network, *cells, *space.genes.values()]


def identity(placed: PlacedNode) -> object:
    """A key of a placed node: equal for the same node at the same place in the text.

    Where a parameter is used several times, the uses share their children, so a walk that visits
    each key once is short.
    """
    return id(placed.span), placed.node, id(placed.children)


def occurrences(space: Space) -> Iterator[PlacedNode]:
    """All placed nodes of a space, each once."""
    pending, seen = deciding_roots(space), set[object]()
    while pending:
        placed = pending.pop()
        if (key := identity(placed)) not in seen:
            seen.add(key)
            yield placed
            pending += placed.children
