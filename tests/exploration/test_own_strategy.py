"""A strategy of one's own: it sees genotypes, costs, hashes and outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest

from exploration.stub_space import StubSpace, evaluate
from nasdsl.errors import RunError
from nasdsl.exploration import Candidate
from nasdsl.exploration import run_search as search
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
