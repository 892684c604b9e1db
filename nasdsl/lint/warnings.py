"""Collects all warnings of a spec."""

from __future__ import annotations

from nasdsl.errors import Diagnostic, ordered
from nasdsl.language import ast
from nasdsl.lint import bounds, candidates, duplicates, foreign, idle, redecided, shadowing, unused
from nasdsl.space.model import Space

CHECKS = (
    *duplicates.CHECKS, *unused.CHECKS, *shadowing.CHECKS, *redecided.CHECKS, *candidates.CHECKS,
    *bounds.CHECKS, *idle.CHECKS, *foreign.CHECKS,
)  # fmt: skip


def warnings(spec: ast.Spec, space: Space) -> tuple[Diagnostic, ...]:
    """The warnings of a spec in the order of the text; files that it uses are not checked.

    Args:
        spec: the syntax tree.
        space: the space that the spec describes.
    """
    results = [warning for check in CHECKS for warning in check(spec, space)]
    return ordered(warning for warning in results if warning.span.source is spec.source)
