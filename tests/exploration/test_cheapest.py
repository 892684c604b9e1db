"""Of genotypes with one hash the cheapest is trained, and stands on the front."""

from __future__ import annotations

from collections.abc import Sequence

from exploration.stub_space import StubArchitecture, StubSpace, made, objective
from nasdsl.exploration import run_search as search
from nasdsl.exploration.problem import Candidate
from nasdsl.genome.genotype import Genotype

SPACE = StubSpace().where(minimize=(objective("error"),), population=3, generations=3)
GENERATIONS = ([5, 2, 6], [3, 0, 4], [1, 1, 6])


def genotype(last: int) -> Genotype:
    """One of seven genotypes of one network, whose costs grow with their last locus."""
    return made(SPACE.radices, (0, 1, 1, 0, 2, last))


class Listed:
    """Asks these generations."""

    def __init__(self, *_: object) -> None:
        self._left = list(GENERATIONS)

    def ask(self) -> list[Genotype]:
        return [genotype(last) for last in self._left.pop(0)]

    def tell(self, candidates: Sequence[Candidate]) -> None:
        assert len({candidate.hash for candidate in candidates}) == 1


def test_the_cheapest_of_one_hash_is_trained_and_kept() -> None:
    trained: list[tuple[int, ...]] = []

    def evaluate(network: StubArchitecture) -> dict[str, float]:
        trained.append(network.genome)
        return {"error": 0.5}

    result = search(SPACE, evaluate, strategy=Listed)
    assert trained == [genotype(2).loci]
    (member,) = result.front
    assert member.index == genotype(0).index
    assert member.params == min(StubArchitecture(genotype(k).loci).params for k in range(7))
    assert result.hits == 8
