"""Where a space can be divided: the loci that decide something in every genome of it.

A locus that is active in some genomes alone divides nothing: the others would be on both sides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import comb

from nasdsl.analysis.certified.restrict import (
    Allowed,
    items,
    modules_of,
    restricted,
    settled,
    taken,
)
from nasdsl.analysis.counts import Counts, entered
from nasdsl.analysis.environment import Environment, value
from nasdsl.analysis.radices import child_offsets
from nasdsl.space.ir import (
    Choice,
    Each,
    Given,
    Graph,
    Kind,
    Let,
    Node,
    Pick,
    Repeat,
    Series,
    cases_for,
    children,
    kind,
)  # fmt: skip
from nasdsl.space.values import decides, refs

SUBSETS = 64  # of one pick that is divided


@dataclass(frozen=True, slots=True)
class Split:
    """A locus with the values that are left; `node` is what decides there, with these."""

    locus: int
    node: Node
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """What is known around a node, and the slots that are not settled."""

    known: Environment = field(default_factory=dict[str, int])
    unsettled: frozenset[str] = frozenset()

    def tells(self, node: Node) -> bool:
        """Whether all that a node refers to is settled."""
        return self.unsettled.isdisjoint(refs(node))

    def after(self, counts: Counts, slot: str, node: Node) -> Settled:
        """What is known where `slot` stands for what a node decides."""
        keys = {key for key, _ in counts.strata(node, self.known)} if self.tells(node) else ()
        if len(keys) != 1:
            return Settled(self.known, self.unsettled | {slot})
        (key,) = keys
        return self if key is None else Settled({**self.known, slot: key}, self.unsettled)


class Splits:
    """The loci of a space that can be divided.

    Args:
        counts: how many genotypes nodes have.
        allowed: the values that are left.
    """

    def __init__(self, counts: Counts, allowed: Allowed) -> None:
        self._counts = counts
        self._allowed = allowed

    def of(self, node: Node, at: int, around: Settled) -> Iterator[Split]:
        """Those of a node whose first locus is `at`, outer ones first."""
        if not decides(node):
            return
        match node:
            case Choice():
                yield from self._choice(node, at, around)
            case Pick():
                yield from self._pick(node, at, around)
            case _:
                for child, start, inner in self._active(node, at, around):
                    yield from self.of(child, start, inner)

    def _choice(self, node: Choice, at: int, around: Settled) -> Iterator[Split]:
        left = self._allowed.get(at, tuple(range(len(node.arms))))
        if len(left) > 1:
            yield Split(at, restricted(node, at, self._allowed), left)
        elif left:
            _, start = list(child_offsets(node, at))[left[0]]
            yield from self.of(node.arms[left[0]].body, start, around)

    def _pick(self, node: Pick, at: int, around: Settled) -> Iterator[Split]:
        places = list(child_offsets(node, at))
        rows = items(node.branches, places[-1][1])
        number = None
        if node.number:
            yield from self.of(node.number, places[0][1], around)
            number = settled(restricted(node.number, places[0][1], self._allowed))
        if rows is None or (node.number and number not in node.numbers):
            return
        locus = at + (node.numbers.index(number) if number is not None else 0)
        radix = 2**node.width if number is None else comb(node.width, number)
        if locus in self._allowed:
            for i in taken(node, number, locus - at, self._allowed[locus][0]):
                for module, start in rows[i]:
                    yield from self.of(module, start, around)
        elif 1 < radix <= SUBSETS:
            yield Split(locus, node, tuple(range(radix)))

    def _active(self, node: Node, at: int, around: Settled) -> Iterator[tuple[Node, int, Settled]]:
        """The children that decide in every genome, with their first loci."""
        places = [(children(node)[number], start) for number, start in child_offsets(node, at)]
        match node:
            case Let(slot, bound) if self._counts.steers(node):
                yield *places[0], around
                left = restricted(bound, at, self._allowed)
                yield *places[1], around.after(self._counts, slot, left)
            case Given(subject):
                yield *places[0], around
                if around.tells(subject):
                    for case in cases_for(node, value(subject, around.known)):
                        yield *places[1 + case], around
            case Repeat() | Series() | Each():
                yield *places[0], around
                for place in places[1 : 1 + self._least(node, *places[0], around)]:
                    yield *place, around
            case Graph():
                inner = Settled(entered(node, around.known), around.unsettled)
                yield from ((*place, inner) for place in places)
            case _:
                yield from ((*place, around) for place in places)

    def _least(self, node: Repeat | Series | Each, head: Node, at: int, around: Settled) -> int:
        """How many of its repetitions are there in every genome, and can be told apart."""
        left = restricted(head, at, self._allowed)
        if not around.tells(left):
            return 0
        numbers = [key for key, _ in self._counts.whole(left, around.known)]
        least = min(numbers, default=0)
        if isinstance(node, Series) or node.same:
            return least
        if isinstance(node, Each):
            return len(modules_of(left) or ())
        side_by_side = kind(node) is Kind.BRANCHES
        return (settled(left) or 0) if side_by_side else least
