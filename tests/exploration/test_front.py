from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nasdsl.exploration.history import history
from nasdsl.exploration.pareto import hypervolume, nondominated
from nasdsl.exploration.strategy import Candidate, Fitness, dominates

Points = list[tuple[float, ...]]


def points(dimensions: int) -> st.SearchStrategy[Points]:
    return st.lists(st.tuples(*[st.integers(0, 6).map(float)] * dimensions), max_size=12)


some_points = st.integers(1, 3).flatmap(points)


@given(some_points)
def test_the_front_is_what_nothing_dominates(found: Points) -> None:
    expected = {
        point
        for point in found
        if not any(dominates(Fitness(other), Fitness(point)) for other in found)
    }
    front = nondominated(found)
    assert set(front) == expected
    assert front == sorted(expected)


@given(st.integers(1, 4).flatmap(points))
def test_hypervolume_is_the_number_of_dominated_unit_cells(found: Points) -> None:
    dimensions = len(found[0]) if found else 2
    cells = [()]
    for _ in range(dimensions):
        cells = [(*cell, i) for cell in cells for i in range(5)]
    covered = sum(
        any(all(p <= c for p, c in zip(point, cell, strict=True)) for point in found)
        for cell in cells
    )
    assert hypervolume(found, (5.0,) * dimensions) == covered


def test_history_counts_and_accumulates() -> None:
    first = [
        Candidate((0,), values=(4.0, 4.0)),
        Candidate((1,), values=(2.0, 8.0)),
        Candidate((2,), status="infeasible"),
        Candidate((3,), status="failed"),
    ]
    second = [
        Candidate((0,), values=(4.0, 4.0), cached=True),
        Candidate((3,), status="failed", cached=True),
        Candidate((4,), values=(1.0, 9.0)),
    ]
    entries = history([[Candidate((9,), status="infeasible")], first, second])
    assert [(e.candidates, e.evaluated, e.cached, e.infeasible, e.failed) for e in entries] == [
        (1, 0, 0, 1, 0),
        (4, 3, 0, 1, 1),
        (3, 1, 2, 0, 1),
    ]
    assert [e.best for e in entries] == [(), (2.0, 4.0), (1.0, 4.0)]
    # The reference is (4, 8): no point is inside, though the front grows.
    assert [e.hypervolume for e in entries] == [0.0, 0.0, 0.0]
