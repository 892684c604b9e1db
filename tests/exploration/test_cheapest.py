"""Of genotypes with one hash the cheapest is trained, and stands on the front."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from exploration.stub_space import StubArchitecture, StubSpace, made, objective
from nasdsl.exploration import Batched, Candidate, Run, finish
from nasdsl.exploration import run_search as search
from nasdsl.exploration.problem import Evaluate, costs, one_by_one
from nasdsl.genome.genotype import Genotype

SPACE = StubSpace().where(minimize=(objective("error"),), population=3, generations=3)
TWO = objective("error"), objective("params")
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


def together(evaluate: Evaluate, size: int) -> Batched:
    """An evaluation of several networks at once."""
    return Batched(one_by_one(evaluate), size=size)


def measured(trained: list[tuple[int, ...]], stop: int | None = None) -> Evaluate:
    """What evaluates all networks alike, and keeps which; it is interrupted after so many."""

    def evaluate(network: StubArchitecture) -> dict[str, float]:
        if len(trained) == stop:
            raise KeyboardInterrupt
        trained.append(network.genome)
        return {"error": 0.5}

    return evaluate


def test_the_cheapest_of_one_hash_is_trained_and_kept() -> None:
    trained: list[tuple[int, ...]] = []
    result = search(SPACE, measured(trained), strategy=Listed)
    assert trained == [genotype(2).loci]
    (member,) = result.front
    assert member.index == genotype(0).index
    assert member.params == min(StubArchitecture(genotype(k).loci).params for k in range(7))
    assert result.hits == 8


def test_the_record_tells_which_was_trained_and_that_is_tested(tmp_path: Path) -> None:
    """The parts of two genotypes of one hash have other names, by which weights are kept."""
    search(SPACE, measured([]), strategy=Listed, out=tmp_path / "run")
    tested: list[tuple[int, ...]] = []
    (member,) = finish(SPACE, tmp_path / "run", measured(tested))
    assert tested == [genotype(2).loci]
    assert (member.index, member.test) == (genotype(0).index, {"error": 0.5})
    (once,) = [c for c in Run.read(tmp_path / "run").candidates if not c.cached]
    assert (once.index, once.params) == (
        genotype(2).index,
        StubArchitecture(genotype(2).loci).params,
    )


@pytest.mark.parametrize("stop", range(0, 40, 3))
def test_of_each_hash_the_first_cheapest_is_trained_and_the_cheapest_stands_on_the_front(
    stop: int, tmp_path: Path
) -> None:
    """Whether the search is interrupted or not, and whatever is evaluated at once."""
    space = StubSpace(radices=(2, 2, 3, 1, 2, 7)).where(generations=8, minimize=TWO)
    for size in (1, 3):
        folder, trained = tmp_path / f"run{size}", list[tuple[int, ...]]()
        with suppress(KeyboardInterrupt):
            search(space, together(measured(trained, stop), size), out=folder, details={})
        evaluate = together(measured(trained), size)
        run = search(space, evaluate, out=folder, resume=folder.exists(), details={})
        best: dict[str, tuple[int, int]] = {}
        for generation in run.generations:
            new: dict[str, list[Candidate]] = {}
            for each in generation:
                best[each.hash] = min(best.get(each.hash, costs(each)), costs(each))
                new.setdefault(each.hash, []).append(each)
            for alike in new.values():
                first = [each for each in alike if not each.cached]
                assert [costs(each) for each in first] in ([], [min(map(costs, alike))])
        once = [each for each in run.candidates if not each.cached]
        assert len({each.hash for each in once}) == len(once) == len(best)
        assert {space.unrank(each.index).loci for each in once} == set(trained)
        assert all(costs(member) == best[member.hash] for member in run.front)
