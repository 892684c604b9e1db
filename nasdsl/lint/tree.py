"""Walks over the syntax tree, and over the nodes of the space made from it."""

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
    """The outermost expressions of a statement, those of settings left out."""
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
    """All expressions of a spec, nested ones included."""
    for statement in spec.statements:
        yield from walk_expressions(expressions(statement))


def walk_expressions(expressions: Iterable[ast.Expr]) -> Iterator[ast.Expr]:
    """Expressions and all expressions in them."""
    return (part for part in ast.walk(tuple(expressions)) if isinstance(part, ast.Expr))


def subexpressions(expr: ast.Expr) -> list[ast.Expr]:
    """The direct subexpressions of an expression."""
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
    """All names that occur in expressions, whatever they mean."""
    return {
        e.name for e in walk_expressions(expressions) if isinstance(e, ast.NameExpr | ast.GivenExpr)
    }


def constant_value(expr: ast.Expr) -> Number | None:
    """The number that an expression of literals stands for; None if it is none."""
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
    """The nodes that decide in every genotype: the network, cells and genes."""
    cells = [family.body for family in space.cells.values()]
    return [space.network, *cells, *space.genes.values()]


def identity(placed: PlacedNode) -> object:
    """A key that tells apart occurrences at different places or of different nodes.

    Occurrences of a parameter share their parts, so a walk with this key ends soon.
    """
    return id(placed.span), placed.node, id(placed.children)


def occurrences(space: Space) -> Iterator[PlacedNode]:
    """All occurrences in a space, each once."""
    pending, seen = deciding_roots(space), set[object]()
    while pending:
        placed = pending.pop()
        if (key := identity(placed)) not in seen:
            seen.add(key)
            yield placed
            pending += placed.children
