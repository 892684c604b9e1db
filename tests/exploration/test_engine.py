from __future__ import annotations

import random
from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from exploration.stub_space import (
    SETTINGS,
    StubArchitecture,
    StubRequirement,
    StubSpace,
    evaluate,
    objective,
)
from nasdsl.backend import EvaluationFailed
from nasdsl.errors import NasdslError, RunError
from nasdsl.exploration import Batched, Progress, finish
from nasdsl.exploration import run_search as search
from nasdsl.exploration.problem import one_by_one
from nasdsl.exploration.run_folder import DATABASE
from nasdsl.exploration.store import Store
from nasdsl.exploration.strategy import Candidate
from nasdsl.genome.genotype import Genotype

CONSTRAINED = StubSpace(requirements=(StubRequirement(12000),))


class Counting:
    """An evaluation that counts its calls by network, and fails for some."""

    def __init__(self, *, failing: str = "", after: int | None = None) -> None:
        self.calls: Counter[str] = Counter()
        self.seen: list[StubArchitecture] = []
        self._failing = failing
        self._after = after

    def __call__(self, architecture: StubArchitecture) -> dict[str, float]:
        if self._after is not None and len(self.seen) >= self._after:
            raise KeyboardInterrupt
        self.calls[architecture.hash] += 1
        self.seen.append(architecture)
        if architecture.hash[0] in self._failing:
            raise EvaluationFailed("the loss is nan")
        return evaluate(architecture)


def test_no_network_is_evaluated_twice() -> None:
    counting = Counting()
    result = search(StubSpace().where(generations=20), counting)
    assert set(counting.calls.values()) == {1}
    assert result.evaluations == len(counting.calls)
    assert result.hits > 0
    assert result.evaluations + result.hits == 20 * 8


def test_genomes_of_one_network_share_its_metrics_but_not_their_costs(tmp_path: Path) -> None:
    space = StubSpace(radices=(1, 1, 1, 1, 1, 7)).where(generations=3)
    counting = Counting()
    search(space, counting, out=tmp_path / "run")
    assert len(counting.calls) == 1
    with Store(tmp_path / "run" / DATABASE) as store:
        found = [c for generation in store.generations() for c in generation]
    assert len({c.hash for c in found}) == 1
    assert len({c.values[0] for c in found}) == 1
    assert {c.values[1] for c in found} == {float(c.params) for c in found}
    assert len({c.params for c in found}) > 1


def test_the_infeasible_are_never_evaluated() -> None:
    counting = Counting()
    result = search(CONSTRAINED, counting)
    assert all(architecture.params <= 12000 for architecture in counting.seen)
    assert sum(generation.infeasible for generation in result.history) > 0
    assert all(member.params <= 12000 for member in result.front)


def test_failures_are_recorded_and_the_search_goes_on(tmp_path: Path) -> None:
    counting = Counting(failing="0123")
    result = search(StubSpace(), counting, out=tmp_path / "run")
    assert sum(generation.candidates for generation in result.history) == 48
    assert sum(generation.failed for generation in result.history) > 0
    assert all(member.hash[0] not in "0123" for member in result.front)
    with Store(tmp_path / "run" / DATABASE) as store:
        reasons = {e.reason for e in store.evaluations().values() if e.hash[0] in "0123"}
    assert reasons == {"the loss is nan"}


def test_a_search_in_which_all_fails() -> None:
    result = search(StubSpace(), Counting(failing="0123456789abcdef"))
    assert result.front == ()
    assert [generation.best for generation in result.history] == [()] * 6


def test_a_search_in_which_nothing_is_feasible() -> None:
    counting = Counting()
    result = search(StubSpace(requirements=(StubRequirement(1),)), counting)
    assert (result.front, result.evaluations, counting.seen) == ((), 0, [])


def test_the_front_is_non_dominated_and_sorted() -> None:
    result = search(StubSpace(), evaluate)
    values = [member.values for member in result.front]
    assert values == sorted(values)
    costs = [value[1] for value in values]
    assert costs == sorted(costs, reverse=True)
    assert len(set(costs)) == len(costs)
    first = result.front[0]
    assert first.metrics["accuracy"] == 1 - first.values[0]
    assert StubSpace().unrank(first.index).index == first.index


@pytest.mark.parametrize("population", [2, 3, 5])
@pytest.mark.parametrize("strategy", ["nsga2", "pouy"])
def test_small_populations(population: int, strategy: str) -> None:
    space = CONSTRAINED.where(population=population, strategy=strategy)
    result = search(space, evaluate)
    assert [generation.candidates for generation in result.history] == [population] * 6


def test_random_search() -> None:
    result = search(StubSpace().where(strategy="random", population=3), evaluate)
    assert [generation.candidates for generation in result.history] == [3] * 6


def test_one_and_three_objectives() -> None:
    one = search(StubSpace().where(minimize=(objective("error"),)), evaluate)
    assert len(one.front) == 1
    three = tuple(map(objective, ("error", "params", "loss")))
    assert len(search(StubSpace().where(minimize=three), evaluate).front) > 1


def test_a_space_of_one_network() -> None:
    result = search(StubSpace(radices=(1, 1, 1)), evaluate)
    assert (result.evaluations, result.hits, len(result.front)) == (1, 47, 1)


def test_a_seed_fixes_the_result(tmp_path: Path) -> None:
    first = search(CONSTRAINED, evaluate, seed=3)
    random.seed(1)
    second = search(CONSTRAINED, evaluate, seed=3, out=tmp_path / "run")
    assert (first.front, first.history) == (second.front, second.history)
    assert search(CONSTRAINED, evaluate, seed=4).front != first.front


def test_an_unknown_metric_ends_the_search_at_once() -> None:
    counting = Counting()
    with pytest.raises(NasdslError, match="needs 'latency'"):
        search(StubSpace().where(minimize=(objective("latency"),)), counting)
    assert len(counting.seen) == 1


def test_events() -> None:
    events: list[Progress] = []
    result = search(CONSTRAINED, evaluate, on_event=events.append)
    assert [event.done for event in events] == list(range(1, 49))
    assert [event.generation for event in events] == [i // 8 for i in range(48)]
    last = events[-1]
    assert (last.total, last.generations, last.replayed) == (48, 6, 0)
    assert (last.evaluated, last.cached) == (result.evaluations, result.hits)
    assert last.best == result.history[-1].best
    assert isinstance(last.last, Candidate)
    assert last.elapsed >= events[0].elapsed >= 0


def first(genome: Any) -> int:
    return int(genome[0])


def by_first(evaluate: Any, size: int) -> Batched:
    return Batched(one_by_one(evaluate), first, size)


def test_networks_of_one_key_are_evaluated_one_after_another() -> None:
    seen = Counting()
    together = search(StubSpace().where(generations=1), by_first(seen, 1))
    keys = [architecture.genome[0] for architecture in seen.seen]
    assert keys != sorted(keys)
    assert len([*groupby(keys)]) == len(set(keys)) < len(keys)
    assert together.front == search(StubSpace().where(generations=1), evaluate).front


def test_networks_are_evaluated_several_at_once() -> None:
    batches: list[list[StubArchitecture]] = []

    def every(networks: Any) -> list[Any]:
        batches.append(networks)
        failed = EvaluationFailed("the loss is nan")
        return [failed if n.hash[0] in "0123" else evaluate(n) for n in networks]

    found = search(StubSpace(), Batched(every, first, 3))
    alone = search(StubSpace(), Counting(failing="0123"))
    assert (found.front, found.history) == (alone.front, alone.history)
    assert {len(batch) for batch in batches} == {1, 2, 3}
    assert all(len({n.genome[0] for n in batch}) == 1 for batch in batches)
    assert sum(map(len, batches)) == alone.evaluations


WAYS: list[Any] = [
    pytest.param(lambda evaluate: evaluate, id="as they come"),
    pytest.param(lambda evaluate: by_first(evaluate, 1), id="by keys"),
    pytest.param(lambda evaluate: by_first(evaluate, 2), id="two at once"),
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("after", [0, 1, 7, 20])
def test_an_interrupted_search_is_resumed(tmp_path: Path, after: int, way: Any) -> None:
    whole = search(CONSTRAINED, way(evaluate))
    folder = tmp_path / "run"
    counting = Counting(after=after)
    with pytest.raises(KeyboardInterrupt):
        search(CONSTRAINED, way(counting), out=folder, details={})
    with Store(folder / DATABASE) as store:
        kept = set(store.evaluations())
    events: list[Progress] = []
    rest = Counting()
    result = search(
        CONSTRAINED, way(rest), out=folder, details={}, resume=True, on_event=events.append
    )
    assert (result.front, result.history) == (whole.front, whole.history)
    assert set(counting.calls) >= kept
    assert after - len(kept) < 2, "what is lost is a batch"
    assert not kept & set(rest.calls)
    assert len(kept) + len(rest.calls) == whole.evaluations
    assert events[-1].replayed >= len(kept)


def test_resuming_a_finished_search_evaluates_nothing(tmp_path: Path) -> None:
    whole = search(CONSTRAINED, evaluate, out=tmp_path / "run", details={})
    counting = Counting()
    again = search(CONSTRAINED, counting, out=tmp_path / "run", details={}, resume=True)
    assert again == whole
    assert counting.seen == []


def test_a_run_of_something_else_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    search(CONSTRAINED, evaluate, out=folder)

    class Other(StubSpace):
        def keeps_bounds(self, genotype: Genotype) -> bool:
            return genotype.loci[0] == 0 and super().keeps_bounds(genotype)

    with pytest.raises(RunError, match="generation 0 is not what this search asks for"):
        search(Other(requirements=CONSTRAINED.requirements), evaluate, out=folder, resume=True)


def test_nothing_to_resume() -> None:
    with pytest.raises(RunError, match="nothing to resume"):
        search(StubSpace(), evaluate, resume=True)


def test_the_folder_is_not_made_for_settings_that_cannot_run(tmp_path: Path) -> None:
    with pytest.raises(NasdslError):
        search(StubSpace().where(population=0), evaluate, out=tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_the_front_is_tested_once(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    front = search(StubSpace(), evaluate, out=folder).front
    interrupted = Counting(after=2)
    with pytest.raises(KeyboardInterrupt):
        finish(StubSpace(), folder, interrupted)
    rest = Counting(failing="5")
    tested = finish(StubSpace(), folder, rest)
    assert finish(StubSpace(), folder, Counting(after=0)) == tested
    assert len(interrupted.seen) == 2
    assert {**interrupted.calls, **rest.calls} == dict.fromkeys((m.hash for m in front), 1)
    assert [m.hash for m in tested] == [m.hash for m in front]
    for member in tested:
        failed = member.hash in rest.calls and member.hash[0] == "5"
        assert member.test == ({} if failed else member.metrics)


def test_a_front_of_another_spec_is_not_tested(tmp_path: Path) -> None:
    search(StubSpace(), evaluate, out=tmp_path / "run")
    with pytest.raises(RunError, match="of another spec"):
        finish(StubSpace(text="space other"), tmp_path / "run", evaluate)


def test_settings_may_be_given(tmp_path: Path) -> None:
    assert SETTINGS.generations == 6
    settings = StubSpace().where(generations=2).search
    assert len(search(StubSpace(), evaluate, settings=settings).history) == 2
