"""The loci of a space: each decision with its path, its number of values and their names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nasdsl.analysis.radices import radices
from nasdsl.formatting.plain import plain_text
from nasdsl.genome.layout import GenomeLayout, Occurrence
from nasdsl.source import Span
from nasdsl.space.ir import Arm, Choice, Const, Node, Pick, per_node
from nasdsl.space.model import PlacedNode
from nasdsl.space.paths import node_name, numbered

NAME_LENGTH = 60  # characters of what an arm without a name is called


@dataclass(frozen=True, slots=True)
class Locus:
    """One decision of a space.

    Args:
        path: the name of the decision.
        radix: the number of its values, which are counted from 0.
        values: the name of each value, if the decision is a choice; empty for a pick.
        span: the place of the choice or pick in the spec.
    """

    path: str
    radix: int
    values: tuple[str, ...]
    span: Span


def loci(roots: GenomeLayout) -> list[Locus]:
    """All decisions of a space, in the order of the genome.

    Args:
        roots: the layout of the space's genomes.
    """
    return [locus for occurrence in roots.deciding() for locus in _own_loci(occurrence)]


def _own_loci(occurrence: Occurrence) -> Iterator[Locus]:
    node = occurrence.node
    values = tuple(map(str, arm_names(occurrence.placed))) if isinstance(node, Choice) else ()
    for radix, path in zip(radices(node), locus_paths(node, occurrence.path), strict=True):
        yield Locus(path, radix, values, occurrence.placed.span)


def locus_paths(node: Node, path: str) -> list[str]:
    """The path of each of a node's own loci.

    Args:
        node: a node; only choices and picks have own loci.
        path: the path of the node. Where a pick can take different numbers of branches, it has a
            locus for each number, which is appended: `path.2`.
    """
    if isinstance(node, Pick) and len(node.numbers) > 1:
        return [f"{path}.{number}" for number in node.numbers]
    return [path] * len(radices(node))


def arm_names(choice: PlacedNode) -> tuple[int | str, ...]:
    """The names of a choice's arms, in order: labels, constants or names of definitions.

    Where two of these are equal, or an arm has none, arms without a label are named by their text
    in the spec, and equal names get numbers.
    """
    named = _distinct_names(choice.node)
    if named is not None:
        return named
    assert isinstance(choice.node, Choice)
    pairs = zip(choice.node.arms, choice.children, strict=True)
    return tuple(numbered([arm.label or _text(part.span) for arm, part in pairs]))


@per_node
def _distinct_names(choice: Node) -> tuple[int | str, ...] | None:
    """The names of arms, if they tell the arms apart."""
    assert isinstance(choice, Choice)
    names = [name for arm in choice.arms if (name := _arm_name(arm)) is not None]
    return tuple(names) if len(set(map(str, names))) == len(choice.arms) else None


def _arm_name(arm: Arm) -> int | str | None:
    if arm.label is not None:
        return arm.label
    if isinstance(arm.body, Const):
        return arm.body.value if isinstance(arm.body.value, int) else str(arm.body.value)
    return node_name(arm.body)


def _text(span: Span) -> str:
    """The expression that is written there, in its usual form, shortened if it is long."""
    text = plain_text(span.source.text[span.start : span.end])
    return text if len(text) <= NAME_LENGTH else f"{text[:NAME_LENGTH]}..."
