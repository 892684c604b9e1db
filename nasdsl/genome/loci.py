"""The loci of a space: every decision, with its path, its radix and what its values stand for."""

from __future__ import annotations

from dataclasses import dataclass

from nasdsl.analysis.layout import radices, size
from nasdsl.genome.occurrence import Occurrence, Roots
from nasdsl.source import Span
from nasdsl.space.ir import Choice, Const, Node, Pick, per_node
from nasdsl.space.naming import label


@dataclass(frozen=True, slots=True)
class Locus:
    """One decision: `radix` values from 0, written at `span`; a choice's are called `values`."""

    path: str
    radix: int
    values: tuple[str, ...]
    span: Span


def loci(roots: Roots) -> list[Locus]:
    """All decisions of a space, in the order of the genome."""
    found: list[Locus] = []
    for root in roots:
        _gather(root, found)
    return found


def _gather(occurrence: Occurrence, found: list[Locus]) -> None:
    node = occurrence.node
    own = radices(node)
    for radix, path in zip(own, _paths(node, occurrence.path), strict=True):
        found.append(Locus(path, radix, _values(node), occurrence.placed.span))
    for part in occurrence.parts() if size(node) > len(own) else ():
        if size(part.node):
            _gather(part, found)


def _paths(node: Node, path: str) -> list[str]:
    """What a node's own loci are called."""
    if isinstance(node, Pick) and len(node.numbers) > 1:
        return [f"{path}.{number}" for number in node.numbers]
    return [path] * len(radices(node))


@per_node
def _values(node: Node) -> tuple[str, ...]:
    """The names of a choice's arms; subsets have none but their numbers."""
    arms = node.arms if isinstance(node, Choice) else ()
    return tuple(arm.label or _text(arm.body, i) for i, arm in enumerate(arms))


def _text(node: Node, number: int) -> str:
    if isinstance(node, Const):
        return str(node.value)
    return label(node) or str(number)
