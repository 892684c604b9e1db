"""A strategy of one's own: it sees genotypes, costs, hashes and outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

import nasdsl
from exploration.stub_space import StubSpace, evaluate
from nasdsl.errors import NasdslError, RunError
from nasdsl.exploration import Candidate
from nasdsl.exploration import run_search as search
from nasdsl.exploration.asking import guarded_maker
from nasdsl.genome.genotype import Genotype

SPACE = StubSpace().where(population=3, generations=4)


class Counting:
    """Genotypes in the order of their indices, after those that were told."""

    def __init__(self, space: Any, settings: Any, rng: Random) -> None:
        self.space, self.number = space, settings.population
        self.told: list[Candidate] = []

    def ask(self) -> list[Genotype]:
        first = len(self.told)
        return [self.space.unrank(first + at) for at in range(self.number)]

    def tell(self, candidates: Sequence[Candidate]) -> None:
        self.told += candidates
        assert all(
            candidate.hash and candidate.params and candidate.values for candidate in candidates
        )


def test_it_is_asked_and_told(tmp_path: Path) -> None:
    indices: list[int] = []
    search(
        SPACE,
        evaluate,
        strategy=Counting,
        out=tmp_path / "run",
        on_event=lambda event: indices.append(event.last.index),
    )
    assert sorted(indices) == list(range(12))
    with pytest.raises(RunError, match=r"strategy\.name: Counting -> nothing"):
        search(SPACE, evaluate, out=tmp_path / "run", resume=True)


def asking(asked: object) -> type[Counting]:
    """A strategy that asks for this."""
    return type("Odd", (Counting,), {"ask": lambda self: asked})


SMALL = nasdsl.loads(
    "space small input 8 x 8 x 1 network = conv(1 | 3 | 5)\n"
    "search { minimize = [macs] population = 2 generations = 1 }"
)
OTHER = nasdsl.loads("space other input 8 x 8 x 1 network = conv(1 | 2 | 3) * 2")


@pytest.mark.parametrize(
    ("made", "message"),
    [
        (asking([1, 2]), "strategy Odd asks for 1, no genotype of this space"),
        (asking([(0,), (1,)]), "strategy Odd asks for (0,), no genotype of this space"),
        (asking([OTHER.unrank(5)] * 2), "no genotype of this space"),
        (asking([replace(SMALL.unrank(1), loci=(9,))] * 2), "no genotype of this space"),
        (asking([replace(SMALL.unrank(1), loci=(2,))] * 2), "no genotype of this space"),
        (asking([SMALL.unrank(1)]), "strategy Odd asks for 1 genotypes, and a generation has 2"),
        (asking([]), "strategy Odd asks for 0 genotypes, and a generation has 2"),
        (asking(None), "strategy Odd asks for a list of genotypes, not None"),
        (asking(iter(())), "strategy Odd asks for a list of genotypes, not <tuple_iterator"),
        (lambda *_: None, "gives an object with the method 'ask', not None"),
    ],
)
def test_what_is_no_generation_is_told(made: Any, message: str) -> None:
    with pytest.raises(NasdslError) as caught:
        nasdsl.search(SMALL, lambda network: {}, strategy=made)
    assert message in str(caught.value)
    assert caught.value.help


def nothing(*_: object) -> Any:
    """What makes a strategy, and forgets to give it."""


def test_an_installed_one_is_named_whatever_it_gives() -> None:
    made = guarded_maker("theirs", nothing)
    with pytest.raises(NasdslError, match="what makes the strategy 'theirs' gives an object with"):
        nasdsl.search(SMALL, lambda network: {}, strategy=made)


def test_genotypes_of_an_equal_space_are_of_this_one() -> None:
    equal = nasdsl.loads(SMALL.spec.source.text)
    made = asking([equal.unrank(1), equal.unrank(2)])
    assert len(nasdsl.search(SMALL, lambda network: {}, strategy=made).front) == 1
