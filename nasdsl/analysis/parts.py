"""Lists the definitions of a space, once for each number of genotypes that they have where used.

To a definition belongs what its body decides; its arguments are decided where it is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from nasdsl.analysis.counts import Counts, entered, follows, steering
from nasdsl.analysis.environment import Environment, value
from nasdsl.language.vocabulary import DefinitionKind
from nasdsl.space.ir import (
    Arithmetic,
    Cell,
    Choice,
    Const,
    Each,
    FitTo,
    Fork,
    Given,
    Graph,
    Let,
    Merge,
    Node,
    Operation,
    Part,
    Pick,
    Ref,
    Repeat,
    Series,
    Size,
    Tensor,
    Unused,
    cases_for,
    children,
    per_node,
)
from nasdsl.space.ir import Sequence as Row
from nasdsl.space.model import Space
from nasdsl.space.paths import parameter_name

ASSIGNMENTS = 256  # of genes, for which parts are listed


@dataclass(frozen=True, slots=True)
class NamedPart:
    """A definition where it is used.

    Args:
        name: the name of the definition; if uses differ in number of genotypes, with the values on
            which that depends: `shrink(size=normal)`.
        role: the keyword of the definition.
        body: what the definition contains.
        known: the values of slots that are known at the use.
    """

    name: str
    role: DefinitionKind
    body: Node
    known: Environment


def counted_parts(space: Space, counts: Counts) -> list[NamedPart]:
    """The definitions that the network uses, inner ones first.

    A definition is listed once for each number of genotypes that its uses have.

    Args:
        space: the space.
        counts: computes the number of genotypes of a node, given what is decided around it.
    """
    by_key: dict[tuple[str, int], NamedPart] = {}
    for part in _used_parts(space, counts):
        by_key.setdefault((part.name, counts.count(part.body, part.known)), part)
    return _numbered_parts(list(by_key.values()))


def _used_parts(space: Space, counts: Counts) -> Iterator[NamedPart]:
    """The used definitions, for all that genes can come to."""
    walk = _Walk(counts)
    for known in _assignments(space, counts):
        for slot, gene in space.genes.items():
            yield NamedPart(slot.partition("[")[0], "gene", gene.node, known)
        for family in space.cells.values():
            yield from walk.parts(family.body.node, known)
            yield NamedPart(family.name, "cell", family.body.node, known)
        yield from walk.parts(space.network.node, known)


def _assignments(space: Space, counts: Counts) -> Sequence[Environment]:
    """Values of the genes that are followed: all combinations, up to a limit."""
    nodes = [space.network.node, *(family.body.node for family in space.cells.values())]
    nodes += [gene.node for gene in space.genes.values()]
    followed = steering({slot: gene.node for slot, gene in space.genes.items()}, nodes)
    environments: Sequence[Environment] = [{}]
    for slot, gene in space.genes.items():
        if slot in followed:
            environments = [
                {**known, slot: value}
                for known in environments
                for value, _ in counts.strata(gene.node, known)
                if value is not None
            ][:ASSIGNMENTS]
    return environments


def _numbered_parts(parts: list[NamedPart]) -> list[NamedPart]:
    """Parts whose names are made distinct: by what they follow, or else by a number."""
    names = [part.name for part in parts]
    texts = [_described(part) if names.count(part.name) > 1 else part.name for part in parts]
    numbered = [
        f"{name}#{texts[:i].count(name) + 1}" if texts.count(name) > 1 else name
        for i, name in enumerate(texts)
    ]
    return [replace(part, name=name) for part, name in zip(parts, numbered, strict=True)]


def _described(part: NamedPart) -> str:
    followed = [
        f"{parameter_name(slot)}={part.known[slot]}"
        for slot in sorted(follows(part.body))
        if slot in part.known
    ]
    return f"{part.name}({', '.join(followed)})" if followed else part.name


class _Walk:
    """Collects every definition in a node, once for each environment."""

    def __init__(self, counts: Counts) -> None:
        self.counts = counts
        self.seen: set[object] = set()

    def parts(self, node: Node, known: Environment) -> Iterator[NamedPart]:
        if not _holds_part(node):
            return
        key = (node, tuple((s, known[s]) for s in sorted(follows(node)) if s in known))
        if key in self.seen:
            return
        self.seen.add(key)
        for child, inner in self._inside(node, known):
            yield from self.parts(child, inner)
        if isinstance(node, Part):
            yield NamedPart(node.name, node.role, node.body, known)

    def _inside(self, node: Node, known: Environment) -> Iterator[tuple[Node, Environment]]:
        match node:
            case Let(_, bound, body) if self.counts.steers(node):
                yield bound, known
                yield from ((body, inner) for _, inner in self.counts.cases(node, known))
            case Given(subject, cases):
                numbers = cases_for(node, value(subject, known))
                yield from ((cases[i][1], known) for i in numbers)
            case Graph():
                yield from ((child, entered(node, known)) for child in children(node))
            case (
                Const() | Size() | Arithmetic() | Ref() | Tensor() | Choice() | Let() | Part()
                | Operation() | Row() | Repeat() | Series() | FitTo() | Merge() | Fork() | Each()
                | Pick() | Unused() | Cell()
            ):  # fmt: skip
                yield from ((child, known) for child in children(node))
            case _:
                assert_never(node)


@per_node
def _holds_part(node: Node) -> bool:
    """Whether a node is the use of a definition, or has one in it."""
    return isinstance(node, Part) or any(map(_holds_part, children(node)))
