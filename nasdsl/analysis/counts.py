"""How many genotypes a node has, and what is decided by the time others follow: the exact fold.

A node's count depends on what was decided around it only through what it *follows*: the subject of
a `Given`, how often a `Repeat` repeats, how many branches an `Each` meets. These are carried in an
environment, slot to value; the parameter of a cell is never in it, so a cell decides all cases.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate

from nasdsl import limits
from nasdsl.analysis.branches import Listing, listings
from nasdsl.analysis.environment import Environment, Factor, value
from nasdsl.analysis.numbers import power
from nasdsl.analysis.radices import locus_count, radices
from nasdsl.analysis.strata import Strata, combined, joined_strata, tiled
from nasdsl.analysis.subsets import subsets
from nasdsl.space.ir import (
    Arithmetic,
    Choice,
    Const,
    Each,
    Fork,
    Given,
    Graph,
    Kind,
    Let,
    Node,
    Part,
    Pick,
    Ref,
    Repeat,
    Series,
    Size,
    cases_for,
    children,
    kind,
    per_node,
)  # fmt: skip
from nasdsl.space.values import decides, refs


@per_node
def follows(node: Node) -> frozenset[str]:
    """The slots whose values a node's count can depend on."""
    inner = frozenset[str]().union(*(follows(child) for child in children(node)))
    match node:
        case Given(subject):
            return inner | refs(subject)
        case Repeat(body, times):
            return inner | refs(times) | _branch_refs(body)
        case Each(branches):
            return inner | _branch_refs(branches)
        case Series(times):
            return inner | refs(times)
        case Pick(number, _, branches):
            return inner | _branch_refs(branches) | (refs(number) if number else frozenset[str]())
        case Graph(_, every):
            return inner - {every}
        case Let(slot, bound, body):
            of_value = refs(bound) if slot in follows(body) else frozenset[str]()
            return follows(bound) | of_value | (follows(body) - {slot})
        case _:
            return inner


def steering(genes: Mapping[str, Node], nodes: Iterable[Node]) -> frozenset[str]:
    """The genes on whose values counts of nodes can depend, be it by way of other genes.

    Args:
        genes: by slot, each after those that its value depends on.
        nodes: what is counted.
    """
    found = frozenset[str]().union(*map(follows, nodes))
    for slot in reversed(list(genes)):
        found |= refs(genes[slot]) if slot in found else frozenset()
    return found & genes.keys()


def relevant(node: Node, known: Environment) -> Hashable:
    """A key of a node's count: the node, and the part of the environment that it follows."""
    return node, tuple((slot, known[slot]) for slot in sorted(follows(node)) if slot in known)


def _branch_refs(node: Node) -> frozenset[str]:
    """The slots on which the number of branches of a node can depend."""
    return refs(node) if kind(node) is Kind.BRANCHES else frozenset()


def entered(graph: Graph, known: Environment) -> Environment:
    """The environment inside a graph."""
    return known if graph.every is None else {**known, graph.every: graph.earlier}


@dataclass(frozen=True, slots=True)
class Among:
    """One way to list the branches of a pick, counted.

    Args:
        listing: what decides.
        shared: the number of genotypes that list the branches so.
        sizes: the number of genotypes of each branch.
    """

    listing: Listing
    shared: int
    sizes: list[int]

    def blocks(self, numbers: Iterable[int]) -> list[int]:
        """For each of these numbers, the genotypes that take so many branches."""
        (table, *_) = subsets(self.sizes)
        return [self.shared * table[k] for k in numbers]


@dataclass(frozen=True, slots=True)
class Picked:
    """What a pick decides: how many are taken, how the branches are listed, then a subset.

    Args:
        numbers: how many are taken, and how often that is decided, in order.
        among: the ways to list the branches.
        blocks: for each of `numbers` and each of `among`, the number of genotypes.
    """

    numbers: list[tuple[int, int]]
    among: list[Among]
    blocks: list[list[int]]

    def sizes(self) -> list[int]:
        """For each of `numbers`, the number of genotypes."""
        return [n * sum(block) for (_, n), block in zip(self.numbers, self.blocks, strict=True)]


class Counts:
    """The counts of nodes, each worked out once.

    The *strata* of a node are what later decisions can follow (the value of a value, the label of a
    module, the number of branches), in the order of its genotypes: runs of one key with their
    lengths, which add up to its count.
    """

    def __init__(self) -> None:
        self._counts: dict[object, int] = {}

    def count(self, node: Node, known: Environment) -> int:
        """The number of genotypes of a node, where `known` is what was decided around it."""
        key = relevant(node, known)
        if key not in self._counts:
            self._counts[key] = self._count(node, known)
        return self._counts[key]

    def _count(self, node: Node, known: Environment) -> int:
        match node:
            case Choice(arms):
                return sum(self.count(arm.body, known) for arm in arms)
            case Let() if self.steers(node):
                return sum(n * self.count(node.body, inner) for n, inner in self.cases(node, known))
            case Given(subject, cases):
                taken = cases_for(node, value(subject, known))
                return self.product((cases[i][1], known) for i in taken)
            case Repeat(body, times, _, same):
                once = self.count(body, known)
                return sum(n * repeated(once, k, same) for k, n in self.whole(times, known))
            case Each(branches, module, _, same) if decides(module):
                once = self.count(module, known)
                return sum(n * repeated(once, k, same) for k, n in self.whole(branches, known))
            case Series(times, parts):
                first = self.first(parts, known)
                return sum(n * first[k] for k, n in self.whole(times, known))
            case Pick():
                return sum(n for _, n in self.strata(node, known))
            case Graph():
                inner = entered(node, known)
                return self.product((child, inner) for child in children(node))
            case _:
                return self.product((child, known) for child in children(node))

    def first(self, parts: tuple[Node, ...], known: Environment) -> list[int]:
        """The number of genotypes of the first part, of the first two, and so on, from none."""
        counts = [self.count(part, known) for part in parts]
        return list(accumulate(counts, lambda a, b: a * b, initial=1))

    def picked(self, pick: Pick, at: int, known: Environment) -> Picked:
        """The decision of a pick, whose own loci begin at `at`, counted."""
        at += len(radices(pick)) + (locus_count(pick.number) if pick.number else 0)
        numbers = [(k, 1) for k in range(pick.width + 1)]
        if pick.number:
            numbers = self.whole(pick.number, known)
        among = [
            Among(found, found.shared(), [self.factors(branch) for branch in found.each])
            for found in listings(self, pick.branches, at, known)
        ]
        columns = [each.blocks(k for k, _ in numbers) for each in among]
        return Picked(numbers, among, [list(block) for block in zip(*columns, strict=True)])

    def factors(self, factors: Iterable[Factor]) -> int:
        """The product of the numbers of genotypes of factors."""
        return self.product((node, known) for node, _, known in factors)

    def product(self, factors: Iterable[tuple[Node, Environment]]) -> int:
        """The number of genotypes of nodes that decide independently."""
        result = 1
        for node, known in factors:
            result *= self.count(node, known)
            if result.bit_length() > 2 * limits.COUNT_BITS:
                power(2, result.bit_length())
        return result

    def steers(self, let: Let) -> bool:
        """Whether the count of a `Let`'s body follows the value that it binds."""
        return not let.default and let.slot in follows(let.body)

    def cases(self, let: Let, known: Environment) -> Iterator[tuple[int, Environment]]:
        """For each stratum of what a `Let` decides, its length and what is known in the body."""
        for key, n in self.strata(let.bound, known):
            yield n, {**known, let.slot: key} if key is not None else known

    def whole(self, node: Node, known: Environment) -> list[tuple[int, int]]:
        """The strata of a node whose keys are whole numbers: repetitions, or branches."""
        return [(key, n) for key, n in self.strata(node, known) if isinstance(key, int)]

    def strata(self, node: Node, known: Environment) -> Strata:
        """Runs of genotypes with one value, label or number of branches."""
        match node:
            case Const(constant):
                return [(constant, 1)]
            case Size():
                return [(None, 1)]
            case Ref(slot):
                return [(known.get(slot), 1)]
            case Part(_, _, body):
                return self.strata(body, known)
            case Choice(arms):
                return joined_strata(
                    run for arm in arms for run in self._arm(arm.label, arm.body, known)
                )
            case Arithmetic(operator, left, right):
                sides = self.strata(left, known), self.strata(right, known)
                return combined(operator, *sides)
            case Let():
                return self._let_strata(node, known)
            case Given(subject, cases):
                key = value(subject, known)
                if key is not None:
                    return self.strata(cases[cases_for(node, key)[0]][1], known)
                keys = {k for _, body in cases for k, _ in self._arm(None, body, known)}
                return [(keys.pop() if len(keys) == 1 else None, self.count(node, known))]
            case Fork(items):
                total: Strata = [(0, 1)]
                for item in items:
                    total = combined("+", total, self._widths(item, known))
                return total
            case Repeat() if kind(node) is Kind.BRANCHES:
                return self._repeat_strata(node, known)
            case Each(branches, module, _, same):
                if not decides(module):
                    return self.strata(branches, known)
                once = self.count(module, known)
                return [(k, n * repeated(once, k, same)) for k, n in self.whole(branches, known)]
            case Pick():
                picked = self.picked(node, 0, known)
                return [(k, n) for (k, _), n in zip(picked.numbers, picked.sizes(), strict=True)]
            case _:
                return [(None, self.count(node, known))]

    def _arm(self, label: str | None, body: Node, known: Environment) -> Strata:
        if kind(body) is Kind.MODULE:
            return [(label, self.count(body, known))]
        return self.strata(body, known)

    def _widths(self, item: Node, known: Environment) -> Strata:
        if kind(item) is Kind.BRANCHES:
            return self.strata(item, known)
        return [(1, self.count(item, known))]

    def _let_strata(self, let: Let, known: Environment) -> Strata:
        runs: Strata = []
        for n, inner in self.cases(let, known):
            runs = joined_strata([*runs, *tiled(n, self.strata(let.body, inner))])
        return runs

    def _repeat_strata(self, repeat: Repeat, known: Environment) -> Strata:
        runs: Strata = []
        for k, n in self.whole(repeat.times, known):
            body: Strata = [(0, 1)]
            each = self._widths(repeat.body, known)
            if repeat.same and k > 0:
                body = [(key * k if isinstance(key, int) else None, m) for key, m in each]
            elif len(each) == 1 and isinstance(each[0][0], int):
                body = [(each[0][0] * k, power(each[0][1], k))]
            else:
                for _ in range(k):
                    body = combined("+", body, each)
            runs = joined_strata([*runs, *tiled(n, body)])
        return runs


def repeated(once: int, times: int, same: bool) -> int:
    """The count of what decides `once` each time, or the first time alone."""
    return power(once, min(times, 1) if same else times)
