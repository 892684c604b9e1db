"""Between which costs those of all networks lie: bounds that hold, and are attained where decisions
do not depend on one another."""

from __future__ import annotations

import pytest

from nasdsl import limits
from nasdsl.api import load
from nasdsl.language.parser import parse
from nasdsl.program import cost
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source

INDEPENDENT = {
    "a choice of widths": "dense(1..100) -> relu -> dense(classes)",
    "a decided repetition": "(conv(3, filters=4) -> relu) * (1..4) -> global_avg_pool",
    "branches that are there or not": "add([identity, any([conv(3), conv(1)])])",
    "what branches need to fit": "add([conv(3, filters=8), conv(1, stride=2)], fit=project)",
    "a stack that fits": "concat([conv(1, stride=2) | identity, conv(3)], fit=project)",
    "a graph of which all is taken": "graph(x) { y = conv(1 | 3) return add([x, y]) }",
    "a module that is passed": "twice(conv(1) | conv(3, filters=6))",
    "a shape that follows another": "(conv(3, filters=4) | conv(3, filters=16)) -> conv(1)",
}
DROPPED = {
    "a binding that one arm takes": "graph(x) { y = conv(3) return add([x, relu | y]) }",
    "what stands before a name": "graph(x) { return conv(3) -> x }",
    "a choice that starts anew": "graph(x) { return conv(3) -> (relu | x) }",
    "a merge before a name": "graph(x) { y = conv(1 | 3) return add([x, y]) -> y }",
    "what is not picked": "graph(x) { y = conv(3) return add(pick(1, [x, y])) }",
}


def space_of(network: str) -> SearchSpace:
    lines = ["space s", "input 4 x 4 x 4", "classes 2", "block twice(m) = m -> m"]
    return SearchSpace(parse(Source("s.nas", "\n".join([*lines, f"network = {network}", ""]))))


def costs_of_all(space: SearchSpace) -> dict[str, tuple[int, int]]:
    """The least and the greatest of each cost, of all networks one by one."""
    networks = [space.decode(space.unrank(index)) for index in range(space.count())]
    every = {name: [int(getattr(n, name)) for n in networks] for name in cost.OF_STEPS}
    return {name: (min(costs), max(costs)) for name, costs in every.items()}


@pytest.mark.parametrize("name", INDEPENDENT)
def test_extremes_are_attained_where_decisions_are_independent(name: str) -> None:
    space = space_of(INDEPENDENT[name])
    assert space.extremes() == costs_of_all(space)


@pytest.mark.parametrize("name", DROPPED)
def test_what_a_network_may_drop_does_not_count_for_the_least(name: str) -> None:
    space = space_of(DROPPED[name])
    found = space.extremes()
    assert found is not None
    for name, (least, most) in costs_of_all(space).items():
        assert found[name].least <= least <= most <= found[name].most


@pytest.mark.parametrize("name", DROPPED)
def test_networks_are_listed_where_the_fold_takes_too_long(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SETS", 1)
    space = space_of(DROPPED[name])
    assert space.extremes() == costs_of_all(space)


def test_extremes_are_not_known_beyond_both_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SETS", 1)
    monkeypatch.setattr(limits, "LISTED", 1)
    assert space_of("conv(3 | 5) -> relu").extremes() is None


@pytest.mark.parametrize(
    ("name", "params"),
    [("nats_size", 713_674), ("once_for_all", 7_657_832), ("autoformer_s", 34_682_920)],
)
def test_the_largest_networks_of_the_library(name: str, params: int) -> None:
    found = load(name).extremes()
    assert found is not None
    assert found["params"].most == params
