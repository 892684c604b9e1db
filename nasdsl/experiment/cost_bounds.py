"""Reads the bounds on cost in `require` statements, which networks of a search have to keep.

Requirements on structure define the space, and are read with it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from nasdsl.elaborate.faults import Fault
from nasdsl.elaborate.requirements import is_cost
from nasdsl.elaborate.subjects import Definitions, subject
from nasdsl.errors import Diagnostic, nearest
from nasdsl.experiment.expressions import Wrong, is_constant, metric_function
from nasdsl.experiment.model import Requirement
from nasdsl.formatting import plain
from nasdsl.language import ast
from nasdsl.space.constraints import COMPARISONS, COSTS, Subject
from nasdsl.space.ir import Node


def requirements(
    statements: Sequence[ast.Statement], roots: Sequence[Node], errors: list[Diagnostic]
) -> tuple[Requirement, ...]:
    """The bounds on cost that the statements of a spec contain, in their order.

    Args:
        statements: all statements of the spec.
        roots: the nodes of the network and of the bodies of cells, in which definitions are used.
        errors: a list to which the errors in bounds on cost are added.
    """
    known = {s.name: s for s in statements if isinstance(s, ast.Definition)}
    genes = {s.name for s in statements if isinstance(s, ast.GeneStatement)}
    bounds: list[Requirement] = []
    for statement in statements:
        for relation in statement.relations if isinstance(statement, ast.Require) else ():
            if is_cost(relation, genes):
                try:
                    bounds.append(_requirement(relation, known, roots))
                except Wrong as wrong:
                    errors.append(wrong.diagnostic)
                except Fault as fault:
                    errors.extend(fault.diagnostics)
    return tuple(bounds)


def _requirement(
    relation: ast.RelationExpr, known: Definitions, roots: Sequence[Node]
) -> Requirement:
    subjects: list[Subject] = []

    def named(use: ast.NameExpr) -> str:
        if use.name not in COSTS:
            listed = f"known: {', '.join(COSTS)}"
            message = f"'{use.name}' is not a cost that can be required"
            raise Wrong(relation.span, message, nearest(use.name, COSTS) or listed)
        of = subject(known, use, roots)
        if of is None:
            return use.name
        if subjects and of != subjects[0]:
            message = f"a requirement speaks of one definition, and this of {subjects[0]} and {of}"
            raise Wrong(use.span, message, "compare each with a number")
        subjects.append(of)
        return of.cost(use.name)

    sides = [metric_function(operand, named) for operand in relation.operands]
    steps = list(zip(sides, relation.comparisons, sides[1:], strict=False))
    alone = [_limit(*step) for step in _steps(relation)]
    return Requirement(
        plain.relation(relation),
        lambda metrics: sum(_excess(a(metrics), word, b(metrics)) for a, word, b in steps),
        relation.span,
        subjects[0] if subjects else None,
        () if subjects else tuple(limit for limit in alone if limit is not None),
        not subjects and None not in alone,
    )


def _steps(relation: ast.RelationExpr) -> Iterator[tuple[ast.Expr, ast.Comparison, ast.Expr]]:
    return zip(relation.operands, relation.comparisons, relation.operands[1:], strict=False)


def _limit(
    left: ast.Expr, word: ast.Comparison, right: ast.Expr
) -> tuple[str, float, float] | None:
    """From what to what a cost goes that is compared with a number; None if none is."""
    if isinstance(right, ast.NameExpr) and is_constant(left):
        left, word, right = right, ast.MIRRORED[word], left
    if not isinstance(left, ast.NameExpr) or not is_constant(right):
        return None
    number = metric_function(right, str)({})
    low = -math.inf if word in ("<", "<=") else number
    high = math.inf if word in (">", ">=") else number
    # Costs are whole numbers: a strict bound excludes the number itself.
    if word == ">":
        low = math.floor(number) + 1
    if word == "<":
        high = math.ceil(number) - 1
    return left.name, low, high


def _excess(left: float, word: ast.Comparison, right: float) -> float:
    """How far `left word right` is from true, as a share of the right side."""
    if COMPARISONS[word](left, right):
        return 0.0
    return max(abs(left - right) / (abs(right) or 1.0), math.ulp(1.0))
