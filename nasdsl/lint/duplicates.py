"""Warnings about choices and merges without effect: equal arms, a single arm, a single branch."""

from __future__ import annotations

from collections.abc import Iterator

from nasdsl.errors import Diagnostic
from nasdsl.language import ast
from nasdsl.lint.tree import (
    all_expressions,
    constant_value,
    expressions,
    occurrences,
    subexpressions,
)
from nasdsl.ops import MERGES
from nasdsl.source import Span
from nasdsl.space.ir import Choice, Each, Merge, Node, Pick
from nasdsl.space.model import PlacedNode, Space
from nasdsl.space.values import widths


def equal_arms(spec: ast.Spec, space: Space) -> Iterator[Diagnostic]:
    """Warns (W101) of an arm that equals an earlier arm of its choice, at every use of the choice.

    Two equal arms that both have labels are not reported, as a `given` can tell them apart.

    Args:
        spec: the syntax tree, not used.
        space: the space.
    """
    verdicts: dict[Span, Span | None] = {}
    for placed in occurrences(space):
        if isinstance(placed.node, Choice):
            for arm, twin in _twins(placed.node, placed.children):
                verdicts[arm] = twin and verdicts.get(arm, twin)
    for span, twin in verdicts.items():
        if twin:
            line, column = twin.position
            yield Diagnostic("W101", span, f"this arm equals the one at {line}:{column}")


def _twins(choice: Choice, placed: tuple[PlacedNode, ...]) -> Iterator[tuple[Span, Span | None]]:
    """Each arm, and an earlier one that equals it and is not told from it by a label."""
    seen, unlabelled = dict[Node, Span](), dict[Node, Span]()
    for arm, where in zip(choice.arms, placed, strict=True):
        yield where.span, (unlabelled if arm.label else seen).get(arm.body)
        seen.setdefault(arm.body, where.span)
        if arm.label is None:
            unlabelled.setdefault(arm.body, where.span)


def choices_of_one(spec: ast.Spec, space: Space) -> Iterator[Diagnostic]:
    """Warns (W102) of a range with a single number, and of a labelled arm without other arms.

    An argument may be one labelled arm, so that a `given` can select a case by the label.

    Args:
        spec: the syntax tree.
        space: the space, not used.
    """
    for expr in all_expressions(spec):
        if isinstance(expr, ast.Range) and (value := _single_number(expr)) is not None:
            help = f"write {value}, or a range of more"
            yield Diagnostic("W102", expr.span, f"no number but {value} is in this range", help)
        if not isinstance(expr, ast.ChoiceExpr | ast.NameExpr):
            yield from map(_alone, _labelled_arms(subexpressions(expr)))
    for statement in spec.statements:
        if isinstance(statement, ast.Definition | ast.GeneStatement | ast.NetworkStatement):
            yield from map(_alone, _labelled_arms([expressions(statement)[-1]]))


def _single_number(expr: ast.Range) -> str | None:
    """The only number of a range as it is written, if the range says so by itself."""
    first, last = constant_value(expr.first), constant_value(expr.last)
    step = constant_value(expr.step) if expr.step else 1
    if first is None or last is None or step is None or last - first >= step:
        return None
    span = expr.first.span
    return span.source.text[span.start : span.end]


def _labelled_arms(exprs: list[ast.Expr]) -> list[ast.Labelled]:
    return [expr for expr in exprs if isinstance(expr, ast.Labelled)]


def _alone(expr: ast.Labelled) -> Diagnostic:
    message = f"'{expr.label}' is a choice of one arm"
    return Diagnostic("W102", expr.span, message, "other arms stand behind a '|'")


def merges_of_one(spec: ast.Spec, space: Space) -> Iterator[Diagnostic]:
    """Warns (W103) of a merge that has at most one branch, at every use of the definition it is in.

    A merge of picked branches is not reported, as one may be all that is picked.

    Args:
        spec: the syntax tree.
        space: the space.
    """
    written = {_kind_span(e): e for e in all_expressions(spec) if isinstance(e, ast.NameExpr)}
    verdicts: dict[ast.NameExpr, bool] = {}
    for placed in occurrences(space):
        if isinstance(placed.node, Merge) and placed.children[0].span in written:
            use = written[placed.children[0].span]
            verdicts[use] = _few_branches(placed.node.branches) and verdicts.get(use, True)
    for use, few in verdicts.items():
        if few:
            message = f"'{use.name}' has less than two branches to merge"
            help = "branches stand in brackets, [a, b], or are repeated, [a] * 3"
            yield Diagnostic("W103", use.span, message, help)


def _few_branches(branches: Node) -> bool:
    if isinstance(branches, Each):
        return _few_branches(branches.branches)
    known = widths(branches, {})
    return not isinstance(branches, Pick) and known in (frozenset([0]), frozenset([1]))


def _kind_span(use: ast.NameExpr) -> Span | None:
    """Where a merge that is written says its kind, by which it is known if it is an argument."""
    if use.name in MERGES:
        return use.name_span
    arguments = use.arguments if use.name == "merge" else None
    kinds = [a.value.span for a in arguments or () if a.name in (None, "kind")]
    return kinds[0] if kinds else None


CHECKS = (equal_arms, choices_of_one, merges_of_one)
