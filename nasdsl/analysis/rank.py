"""The bijection between numbers and genotypes, for every node.

Where parts decide independently, their numbers are digits in mixed radix, the first part the most
significant; the genotypes of the arms of a choice follow one another in the order of the arms. For
each node and environment the tables are computed once; nodes that decide nothing are left out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import accumulate
from typing import NamedTuple, assert_never

from nasdsl.analysis.counts import Counts, entered, relevant, repeated
from nasdsl.analysis.environment import Environment, Factor, Written, value
from nasdsl.analysis.numbered import Digit, Numbered
from nasdsl.analysis.picked import PickRanks
from nasdsl.analysis.radices import child_offsets, locus_count
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
)  # fmt: skip
from nasdsl.space.ir import (
    Sequence as Row,
)
from nasdsl.space.values import decides


class Headed(NamedTuple):
    """The genotypes of a node in which its head has one certain value, `first * rest` in number.

    The head decides first, and the rest depends on it: the value that a `let` binds, or a number of
    repetitions.

    Args:
        first: how many genotypes of the head give it this value.
        rest: how many genotypes the rest of the node has with this value.
        then: makes the bijection between numbers and these genotypes of the rest.
    """

    first: int
    rest: int
    then: Callable[[], Numbered]


class Ranks:
    """Makes bijections between numbers and genotypes of nodes, from their counts.

    Args:
        counts: computes the number of genotypes of a node, given what is decided around it.
    """

    def __init__(self, counts: Counts) -> None:
        self.counts = counts
        self._products: dict[Hashable, Numbered] = {}

    def product(self, factors: Iterable[Factor]) -> Numbered:
        """The bijection of nodes that decide independently of one another.

        Args:
            factors: each a node, the index of its first locus, and the values of slots known there.
        """
        return Numbered(digit for factor in factors for digit in self._digits(*factor))

    def _digits(self, node: Node, at: int, known: Environment) -> Iterator[Digit]:
        if locus_count(node):
            yield from self._compiled(node, known).moved(at, self.counts.count(node, known))

    def _compiled(self, node: Node, known: Environment) -> Numbered:
        key = relevant(node, known)
        if key not in self._products:
            self._products[key] = self._compile(node, known)
        return self._products[key]

    def _compile(self, node: Node, known: Environment) -> Numbered:
        match node:
            case Choice():
                return Numbered([self._choice(node, known)])
            case Let() if self.counts.steers(node):
                return self._headed(node.bound, known, self._let_runs(node, known))
            case Repeat(body, head) if decides(body):
                return self._headed(head, known, self._runs(node, head, known))
            case Series(head):
                return self._headed(head, known, self._runs(node, head, known))
            case Each(head, module) if decides(module):
                return self._headed(head, known, self._runs(node, head, known))
            case Pick():
                compiled = PickRanks(self.product, node, self.counts.picked(node, 0, known), known)
                count = self.counts.count(node, known)
                return Numbered([Digit(0, count, compiled.unrank, compiled.rank)])
            case Given(subject):
                numbers = cases_for(node, value(subject, known))
                return self._children(node, known, {0, *(1 + case for case in numbers)})
            case Graph():
                return self._children(node, entered(node, known))
            case Repeat() | Each() | Let() | Part() | Row() | Fork() | Merge() | Operation():
                return self._children(node, known)
            case Unused() | Arithmetic() | FitTo() | Cell() | Const() | Size() | Ref() | Tensor():
                return self._children(node, known)
            case _:
                assert_never(node)

    def _children(
        self, node: Node, known: Environment, deciding: Iterable[int] | None = None
    ) -> Numbered:
        """The ranks of a node's children, which decide independently."""
        places, at = list[Factor](), 0
        for number, child in enumerate(children(node)):
            if deciding is None or number in deciding:
                places.append((child, at, known))
            at += locus_count(child)
        return self.product(places)

    def _choice(self, choice: Choice, known: Environment) -> Digit:
        bodies = [arm.body for arm in choice.arms]
        counts = [self.counts.count(body, known) for body in bodies]
        if set(counts) == {1} and not any(map(locus_count, bodies)):
            return Digit(0, len(counts))
        ends = list(accumulate(counts, initial=0))
        starts = list(accumulate(map(locus_count, bodies), initial=1))

        @cache
        def inner(arm: int) -> Numbered:
            return self._compiled(bodies[arm], known)

        def unrank(index: int, at: int, genome: Written) -> None:
            arm = bisect_right(ends, index) - 1
            genome[at] = arm
            inner(arm).unrank(index - ends[arm], at + starts[arm], genome)

        def rank(at: int, genome: Sequence[int]) -> int:
            arm = genome[at]
            return ends[arm] + inner(arm).rank(at + starts[arm], genome)

        return Digit(0, ends[-1], unrank, rank)

    def _let_runs(self, let: Let, known: Environment) -> list[Headed]:
        """For each value of a `Let`, the number of its genotypes."""
        at = locus_count(let.bound)
        return [
            Headed(
                first,
                self.counts.count(let.body, inner),
                cache(partial(self.product, [(let.body, at, inner)])),
            )
            for first, inner in self.counts.cases(let, known)
        ]

    def _runs(self, node: Repeat | Each | Series, head: Node, known: Environment) -> list[Headed]:
        """For each number of repetitions, the number of genotypes."""
        return [
            Headed(
                first,
                self._times(node, times, known),
                cache(partial(self._repeated, node, times, known)),
            )
            for times, first in self.counts.whole(head, known)
        ]

    def _repeated(self, node: Repeat | Each | Series, times: int, known: Environment) -> Numbered:
        return self.product(_repetitions(node, times, known))

    def _times(self, node: Repeat | Each | Series, times: int, known: Environment) -> int:
        if isinstance(node, Series):
            return self.counts.first(node.parts[:times], known)[-1]
        body = node.body if isinstance(node, Repeat) else node.module
        return repeated(self.counts.count(body, known), times, node.same)

    def _headed(self, head: Node, known: Environment, runs: list[Headed]) -> Numbered:
        """The ranks of a node whose head decides first, and whose rest depends on the head."""
        first = self.product([(head, 0, known)])
        if len(runs) == 1:
            return Numbered([*first.digits, *runs[0].then().digits])
        ends = list(accumulate((run.first * run.rest for run in runs), initial=0))
        starts = list(accumulate((run.first for run in runs), initial=0))

        def unrank(index: int, at: int, genome: Written) -> None:
            which = bisect_right(ends, index) - 1
            own, rest = divmod(index - ends[which], runs[which].rest)
            first.unrank(starts[which] + own, at, genome)
            runs[which].then().unrank(rest, at, genome)

        def rank(at: int, genome: Sequence[int]) -> int:
            own = first.rank(at, genome)
            which = bisect_right(starts, own) - 1
            rest = runs[which].then().rank(at, genome)
            return ends[which] + (own - starts[which]) * runs[which].rest + rest

        return Numbered([Digit(0, ends[-1], unrank, rank)])


def _repetitions(node: Repeat | Each | Series, times: int, known: Environment) -> list[Factor]:
    """The repetitions of a node that decide anew."""
    done = min(times, 1) if not isinstance(node, Series) and node.same else times
    places = list(child_offsets(node, 0))[1 : 1 + done]
    return [(children(node)[number], start, known) for number, start in places]
