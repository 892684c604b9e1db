"""The Pareto front of a run: the networks that no other one dominates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from operator import le

from nasdsl.errors import RunError
from nasdsl.exploration.problem import costs
from nasdsl.exploration.store import Store
from nasdsl.exploration.strategy import Candidate
from nasdsl.util.integers import fields_text

Values = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A network on the front of a run.

    Args:
        index: the index of its genotype.
        hash: the network's hash.
        params: the number of trainable parameters.
        macs: the multiply-accumulates of one example.
        memory: the bytes that training on one example keeps.
        values: one number for each objective.
        metrics: the metrics of its evaluation, by name.
        test: the metrics of its final test; empty if it was not tested, or the test failed.
    """

    index: int
    hash: str
    params: int
    macs: int
    memory: int
    values: Values
    metrics: dict[str, float]
    test: dict[str, float]

    __repr__ = fields_text


def pareto_front(store: Store) -> tuple[Member, ...]:
    """The front of a run, sorted by the first objective, then the second, and so on.

    Of networks with the same objectives only the cheapest counts, by parameters and then MACs; of
    equally cheap ones the first that the search came to.

    Args:
        store: the candidates and evaluations of the run.

    Raises:
        RunError: an evaluation is missing, as the run is damaged.
    """
    evaluations, tests = store.evaluations(), store.tests()

    def member(candidate: Candidate) -> Member:
        if candidate.hash not in evaluations:
            raise RunError("the run is damaged: a network has no evaluation")
        test = tests.get(candidate.hash)
        return Member(
            index=candidate.index,
            hash=candidate.hash,
            params=candidate.params,
            macs=candidate.macs,
            memory=candidate.memory,
            values=candidate.values,
            metrics=evaluations[candidate.hash].metrics,
            test=test.metrics if test else {},
        )

    cheapest: dict[Values, Candidate] = {}
    for generation in store.generations():
        for candidate in generation:
            if candidate.status == "ok":
                other = cheapest.setdefault(candidate.values, candidate)
                cheapest[candidate.values] = min(other, candidate, key=costs)
    return tuple(member(cheapest[values]) for values in nondominated(cheapest))


def nondominated(points: Iterable[Values]) -> list[Values]:
    """The points that no other one dominates, each once, in lexicographic order.

    Args:
        points: the objectives of networks; smaller is better.
    """
    front: list[Values] = []
    # What dominates a point comes before it in this order.
    for point in sorted(set(points)):
        if not covered(point, front):
            front.append(point)
    return front


def covered(point: Values, points: Iterable[Values]) -> bool:
    """Whether some point of `points` is at most as large as `point` in every coordinate."""
    return any(all(map(le, other, point)) for other in points)


def hypervolume(points: Iterable[Values], reference: Values) -> float:
    """The volume of what the points dominate, up to a reference point.

    Computed objective by objective, as a sum of slices (While et al., A faster algorithm for
    calculating hypervolume, 2006).

    Args:
        points: the objectives of networks; smaller is better.
        reference: the largest value of each objective that counts.
    """
    inside = sorted(p for p in points if all(x < r for x, r in zip(p, reference, strict=True)))
    if not inside:
        return 0.0
    if len(reference) == 1:
        return reference[0] - inside[0][0]
    if len(reference) == 2:
        return _area(inside, reference)
    ends = [point[0] for point in inside[1:]] + [reference[0]]
    volume, cut = 0.0, list[Values]()
    for point, end in zip(inside, ends, strict=True):
        cut = nondominated([*cut, point[1:]])
        volume += (end - point[0]) * hypervolume(cut, reference[1:])
    return volume


def _area(inside: list[Values], reference: Values) -> float:
    area, lowest = 0.0, reference[1]
    for x, y in inside:
        area += (reference[0] - x) * max(lowest - y, 0)
        lowest = min(lowest, y)
    return area
