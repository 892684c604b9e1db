"""The loci of a space: every decision, with its path, its radix and what its values stand for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nasdsl.analysis.layout import size
from nasdsl.genome.occurrence import Occurrence, Roots
from nasdsl.source import Span
from nasdsl.space.ir import Choice, Const, Node, per_node
from nasdsl.space.naming import label


@dataclass(frozen=True, slots=True)
class Locus:
    """One decision: `radix` values from 0, called `values`, written at `span`."""

    path: str
    radix: int
    values: tuple[str, ...]
    span: Span


def loci(roots: Roots) -> list[Locus]:
    """All decisions of a space, in the order of the genome."""
    return [locus for root in roots for locus in _loci(root)]


def _loci(occurrence: Occurrence) -> Iterator[Locus]:
    node, inner = occurrence.node, size(occurrence.node)
    if isinstance(node, Choice):
        inner -= 1
        yield Locus(occurrence.path, len(node.arms), _values(node), occurrence.placed.span)
    for part in occurrence.parts() if inner else ():
        if size(part.node):
            yield from _loci(part)


@per_node
def _values(node: Node) -> tuple[str, ...]:
    arms = node.arms if isinstance(node, Choice) else ()
    return tuple(arm.label or _text(arm.body, i) for i, arm in enumerate(arms))


def _text(node: Node, number: int) -> str:
    if isinstance(node, Const):
        return str(node.value)
    return label(node) or str(number)
