"""What parts cost, on random small spaces, against costs that are measured by another way."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, seed, settings
from measured_costs import Costing
from required_specs import required
from test_required import fails, opened

from nasdsl.errors import SpecError
from nasdsl.exploration.problem import Problem
from nasdsl.language import ast
from nasdsl.language.parser import parse
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source
from nasdsl.space.bounds import COSTS, Subject

GENOMES = 20
FEATURES = {"several uses": 1 / 8, "a cost": 1 / 8, "no cost": 1 / 8}


def subjects(space: SearchSpace) -> list[Subject]:
    named = [s for s in space.spec.statements if isinstance(s, ast.Definition)]
    members = [Subject(d.name, n) for d in named for n in range(1, (d.family or 0) + 1)]
    return [*(Subject(d.name) for d in named), *members]


def check(space: SearchSpace) -> set[str]:
    found: set[str] = set()
    rng = Random(0)
    for _ in range(GENOMES):
        genome = [int(value) for value in space.sample(rng)]
        if fails(space, genome):
            continue
        network = space.decode(genome)
        costing = Costing(space.roots, (), genome)
        output = costing.output(space.space.input)
        for subject in subjects(space):
            uses = [tuple(use[name] for name in COSTS) for use in network.costs_of(subject)]
            measured = costing.of(subject, output)
            assert not any((Counter(uses) - Counter(measured)).values())
            left = Counter(measured) - Counter(uses)
            assert set(left) <= {(0, 0, 0)}  # in bindings that nothing took
            found |= {"several uses"} if len(uses) > 1 else set()
            found |= {"a cost" if any(use) else "no cost" for use in uses}
    return found


def checked(examples: int, number: int) -> None:
    features = Counter[str]()

    @seed(number)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(required())
    def law(text: str) -> None:
        try:
            space = opened(SearchSpace(parse(Source("random.nas", text))))
        except SpecError:
            assume(False)
            return
        features.update(check(space))
        features["all"] += 1

    law()
    assert all(features[name] >= share * features["all"] for name, share in FEATURES.items())


def test_the_parts_of_random_spaces() -> None:
    checked(60, 0)


@pytest.mark.long
def test_the_parts_of_many_random_spaces() -> None:
    checked(1000, 1)
