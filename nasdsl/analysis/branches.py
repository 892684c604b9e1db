"""Branches one by one, for picks: every way to list them, and what each decides alone.

That is what picking needs. Which branches there are is decided whatever is taken: which list of
several, how often something is repeated, what a nested pick leaves. Of what they decide, only what
the branches taken decide counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations, product
from math import comb, prod
from typing import Protocol, TypeVar

from nasdsl import limits
from nasdsl.analysis import subsets
from nasdsl.analysis.environment import Environment, Factor, Known, value
from nasdsl.analysis.radices import child_offsets
from nasdsl.analysis.strata import Strata
from nasdsl.errors import NasdslError
from nasdsl.space.ir import (
    Choice,
    Each,
    Fork,
    Given,
    Kind,
    Let,
    Node,
    Part,
    Pick,
    Repeat,
    cases_for,
    children,
    kind,
    per_node,
)  # fmt: skip
from nasdsl.space.values import decides

T = TypeVar("T")


class Counting(Protocol):
    """What is asked of counts."""

    def count(self, node: Node, known: Environment) -> int:
        """The number of genotypes of a node."""
        ...

    def strata(self, node: Node, known: Environment) -> Strata:
        """Runs of its genotypes with one value, label or number of branches."""
        ...

    def steers(self, let: Let) -> bool:
        """Whether the count of a `Let`'s body follows the value that it binds."""
        ...


@dataclass(frozen=True, slots=True)
class Run:
    """Some genotypes of a node: `length` of them, from number `start` on."""

    factor: Factor
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Listing:
    """One way to list branches.

    Args:
        own: the loci that say so by themselves, each with its value.
        runs: what else decides whatever is taken.
        each: for each branch, what decides if it is taken.
    """

    own: tuple[tuple[int, int], ...] = ()
    runs: tuple[Run, ...] = ()
    each: tuple[tuple[Factor, ...], ...] = ()

    def shared(self) -> int:
        """How many genotypes list the branches so."""
        return prod(run.length for run in self.runs)


@per_node
def varies(node: Node) -> bool:
    """Whether a branch of this node decides something for itself alone."""
    if kind(node) is not Kind.BRANCHES:
        return decides(node)
    match node:
        case Fork() | Choice() | Part():
            return any(varies(child) for child in children(node))
        case Given(_, cases):
            return any(varies(body) for _, body in cases)
        case Let(_, _, body) | Repeat(body, _, _, False):
            return varies(body)
        case Each(branches, module, _, same):
            return varies(branches) or (decides(module) and not same)
        case Pick(_, _, branches):
            return varies(branches)
        case _:
            return False


def listings(counts: Counting, node: Node, at: int, known: Environment) -> list[Listing]:
    """Every way to list branches, whose loci begin at `at`.

    Raises:
        NasdslError: there are more than `limits.LISTINGS`.
    """
    if kind(node) is not Kind.BRANCHES:
        return [Listing(each=(((node, at, known),),))]
    if not varies(node):
        return _undivided(counts, node, at, known)
    parts = [(children(node)[number], start) for number, start in child_offsets(node, at)]
    match node:
        case Part():
            return listings(counts, *parts[0], known)
        case Choice():
            return [
                replace(found, own=((at, arm), *found.own))
                for arm, part in enumerate(parts)
                for found in listings(counts, *part, known)
            ]
        case Let(slot, bound):
            heads = [(known, _whole(counts, *parts[0], known))]
            if counts.steers(node):
                runs = _runs(counts, bound, parts[0][1], known)
                heads = [(known if k is None else {**known, slot: k}, run) for k, run in runs]
            return [
                replace(found, runs=(run, *found.runs))
                for inner, run in heads
                for found in listings(counts, *parts[1], inner)
            ]
        case Given(subject):
            cases = [parts[1 + i] for i in cases_for(node, value(subject, known))]
            found = [listings(counts, *case, known) for case in cases]
            return [_in_step(each) for each in _every(found)]
        case Fork():
            return _beside(counts, parts, known)
        case Repeat(_, times):
            return [
                replace(found, runs=(run, *found.runs))
                for k, run in _runs(counts, times, parts[0][1], known)
                if isinstance(k, int)
                for found in _beside(counts, parts[1 : 1 + k], known)
            ]
        case Each():
            return _after_each(counts, node, parts, known)
        case Pick():
            return _picked(counts, node, at, parts, known)
        case _:
            raise AssertionError(f"{type(node).__name__} has no branches of its own")


def _undivided(counts: Counting, node: Node, at: int, known: Environment) -> list[Listing]:
    """Branches of which none decides alone: their decisions count whichever are taken."""
    width = counts.strata(node, known)[0][0]
    assert isinstance(width, int)
    return [Listing((), (_whole(counts, node, at, known),), ((),) * width)]


def _whole(counts: Counting, node: Node, at: int, known: Environment) -> Run:
    return Run((node, at, known), 0, counts.count(node, known))


def _runs(counts: Counting, node: Node, at: int, known: Environment) -> Iterator[tuple[Known, Run]]:
    """The strata of a node as runs: each with the number of its first genotype."""
    start = 0
    for key, length in counts.strata(node, known):
        yield key, Run((node, at, known), start, length)
        start += length


def _beside(
    counts: Counting, parts: Iterable[tuple[Node, int]], known: Environment
) -> list[Listing]:
    """The listings of a list of branches: those of its items, combined."""
    found = [listings(counts, node, at, known) for node, at in parts]
    return [_joined(each, _flat(x.each for x in each)) for each in _every(found)]


def _in_step(found: tuple[Listing, ...]) -> Listing:
    """Cases that all count: where a branch is taken, so is that of each case in its place."""
    return _joined(found, tuple(map(_flat, zip(*(x.each for x in found), strict=True))))


def _joined(found: tuple[Listing, ...], each: tuple[tuple[Factor, ...], ...]) -> Listing:
    return Listing(_flat(x.own for x in found), _flat(x.runs for x in found), each)


def _flat(rows: Iterable[tuple[T, ...]]) -> tuple[T, ...]:
    return tuple(item for row in rows for item in row)


def _after_each(
    counts: Counting, node: Each, parts: list[tuple[Node, int]], known: Environment
) -> list[Listing]:
    """Branches with a module after each, one and the same or one for each."""
    before = listings(counts, *parts[0], known)
    if not decides(node.module) or not node.most:
        return before
    if node.same:
        after = _whole(counts, *parts[1], known)
        return [replace(found, runs=(*found.runs, after)) for found in before]
    modules: list[Factor] = [(module, start, known) for module, start in parts[1:]]
    return [
        replace(found, each=tuple((*each, m) for each, m in zip(found.each, modules, strict=False)))
        for found in before  # a list may have places for more
    ]


def _picked(
    counts: Counting, pick: Pick, at: int, parts: list[tuple[Node, int]], known: Environment
) -> list[Listing]:
    """The branches that a pick leaves, for each subset of them."""
    numbers: list[tuple[Known, tuple[Run, ...]]] = [(k, ()) for k in range(pick.width + 1)]
    if pick.number:
        numbers = [(k, (run,)) for k, run in _runs(counts, pick.number, parts[0][1], known)]
    before = listings(counts, *parts[-1], known)
    _check(len(before) * sum(comb(pick.width, k) for k, _ in numbers if isinstance(k, int)))
    found: list[Listing] = []
    for k, runs in numbers:
        assert isinstance(k, int)
        for taken in combinations(range(pick.width), k):
            locus, said = subsets.encode(pick, taken)
            own = (at + locus, said)
            found += [
                Listing((own, *x.own), (*runs, *x.runs), tuple(x.each[i] for i in taken))
                for x in before
            ]
    return found


def _every(found: list[list[Listing]]) -> Iterable[tuple[Listing, ...]]:
    _check(prod(len(each) for each in found))
    return product(*found)


def _check(number: int) -> None:
    if number > limits.LISTINGS:
        raise NasdslError(
            f"there are more than {limits.LISTINGS:,} ways to list what is picked from",
            "decide within the branches, not which branches there are",
        )
