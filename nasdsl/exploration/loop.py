"""The search loop: a strategy proposes genotypes, their networks are evaluated and stored.

A resumed search repeats the search: with the same seed the strategy proposes the same genotypes,
and what the store has is not evaluated again. So its result is that of an uninterrupted search, bit
for bit; other genotypes show that the run was made by something else.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from nasdsl.errors import RunError
from nasdsl.exploration.asking import ask_generation, make_strategy
from nasdsl.exploration.evaluator import identity
from nasdsl.exploration.problem import (  # fmt: skip
    Batched,
    Evaluate,
    Evaluation,
    Problem,
    costs,
    measure_networks,
    one_by_one,
)
from nasdsl.exploration.resuming import opened
from nasdsl.exploration.run import SearchResult
from nasdsl.exploration.run_folder import describe
from nasdsl.exploration.settings import resolve_settings
from nasdsl.exploration.store import Store
from nasdsl.exploration.strategies import added_maker, named_strategy
from nasdsl.exploration.strategy import Candidate, Maker

if TYPE_CHECKING:
    from nasdsl.experiment.model import SearchSettings
    from nasdsl.genome.genotype import Genotype
    from nasdsl.program.architecture import Architecture
    from nasdsl.searchspace import SearchSpace


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of a search, reported after each candidate.

    Args:
        generation: the number of the candidate's generation, from 0.
        generations: how many generations there will be.
        done: how many candidates are done.
        total: how many candidates there will be.
        replayed: how many candidates an earlier process had evaluated.
        evaluated: how many networks have been evaluated.
        cached: how many candidates had a network that had been evaluated before.
        best: the smallest value of each objective so far; empty if no evaluation has succeeded.
        last: the candidate.
        elapsed: the seconds since this process began to search.
    """

    generation: int
    generations: int
    done: int
    total: int
    replayed: int
    evaluated: int
    cached: int
    best: tuple[float, ...]
    last: Candidate
    elapsed: float


def run_search(
    space: SearchSpace,
    evaluate: Evaluate | Batched,
    *,
    settings: SearchSettings | None = None,
    seed: int = 0,
    out: str | Path | None = None,
    resume: bool = False,
    details: Mapping[str, Any] | None = None,
    strategy: Maker | None = None,
    on_event: Callable[[Progress], None] = lambda _: None,
) -> SearchResult:
    """Search a space for the networks that minimise the objectives.

    Args:
        space: the space to search.
        evaluate: a function from an architecture to metrics, or a `Batched` one from several at
            once; each network is evaluated once. EvaluationFailed, a lack of memory, arithmetic
            failure and numbers that are not finite count as results of that network; any other
            exception ends the search, which can then be resumed.
        settings: how to search; if not given, the settings in the spec.
        seed: the number, from 0, that determines all randomness of the search.
        out: the run folder; if not given, the search is in memory alone.
        resume: whether to continue the run in `out`; its spec, settings, seed and details must
            equal those given here, but generations may be fewer.
        details: what the evaluation depends on, as JSON: stored with the run, and compared on
            resume. If not given, that is the function's module, name and source.
        strategy: a function that makes the strategy, in place of the one that the settings name. Of
            such a function, or one from an installed package, the run stores module, name and
            source.
        on_event: called after each candidate with the state of the search.

    Raises:
        NasdslError: the settings cannot be run, or an objective uses a metric that the evaluation
            does not give.
        SpecError: it is proved that no network keeps the bounds on cost.
        RunError: the run folder cannot be used, or holds another run.
    """
    if resume and out is None:
        raise RunError("there is nothing to resume", "name the run's folder")
    settings = resolve_settings(space, settings or space.search, strategy)
    folder = None if out is None else Path(out)
    evaluation: dict[str, Any] = evaluator(evaluate) if details is None else {"details": details}
    if added := strategy or added_maker(settings.strategy):
        evaluation["strategy"] = identity(added)
    run = describe(space, settings, seed, evaluation)
    problem = Problem(space, settings.minimize)
    space.check_bounds()
    with opened(folder, run, resume=resume) as store:
        make = strategy or named_strategy(settings.strategy).make
        asking = make_strategy(make, space, settings, random.Random(seed))
        if not isinstance(evaluate, Batched):
            evaluate = Batched(one_by_one(evaluate))
        loop = _Loop(problem, evaluate, store, settings, on_event)
        for generation in range(settings.generations):
            asked = ask_generation(asking, space, settings.population)
            asking.tell(loop.run(generation, asked))
        return SearchResult.of_store(run, store, folder)


def evaluator(evaluate: Evaluate | Batched) -> dict[str, Any]:
    """How a run identifies its evaluation, as JSON: the function's module, name and source digest.

    It is used where the caller of a search states no details of the evaluation.

    Args:
        evaluate: the function that evaluates networks.
    """
    function = evaluate.evaluate if isinstance(evaluate, Batched) else evaluate
    return {"evaluate": identity(function)}


class _Waiting(NamedTuple):
    """A genotype of a generation whose network has to be evaluated."""

    position: int
    candidate: Candidate
    network: Architecture


class _Loop:
    """One generation after the other, from genotypes to candidates, through the store."""

    def __init__(
        self,
        problem: Problem,
        evaluate: Batched,
        store: Store,
        settings: SearchSettings,
        on_event: Callable[[Progress], None],
    ) -> None:
        self._problem = problem
        self._evaluate = evaluate
        self._store = store
        self._settings = settings
        self._on_event = on_event
        self._known = store.evaluations()
        self._start = time.perf_counter()
        self._done = self._replayed = self._evaluated = self._cached = 0
        self._best: tuple[float, ...] = ()

    def run(self, generation: int, genotypes: Sequence[Genotype]) -> list[Candidate]:
        """What became of each genotype, now or before."""
        done = self._replay(generation, genotypes)
        for candidate in done.values():
            self._report(generation, candidate)
        waiting: dict[str, list[_Waiting]] = {}
        for position, genotype in enumerate(genotypes):
            if position in done:
                continue
            candidate, network = self._problem.read(genotype)
            if network and network.hash not in self._known:
                alike = waiting.setdefault(network.hash, [])
                alike.append(_Waiting(position, candidate, network))
            else:
                done[position] = self._record(generation, position, candidate)
        for batch in self._batches(waiting.values()):
            done.update(self._new(generation, batch))
        return [done[position] for position in range(len(genotypes))]

    def _batches(self, networks: Iterable[list[_Waiting]]) -> list[list[list[_Waiting]]]:
        """As many networks at once as are evaluated: those of one key."""
        keys: dict[Hashable, list[list[_Waiting]]] = {}
        for alike in networks:
            alike.sort(key=lambda waiting: costs(waiting.network))
            keys.setdefault(self._evaluate.key(alike[0].network.genome), []).append(alike)
        size = self._evaluate.size
        return [
            same[start : start + size]
            for same in keys.values()
            for start in range(0, len(same), size)
        ]

    def _new(self, generation: int, batch: list[list[_Waiting]]) -> dict[int, Candidate]:
        """Candidates by their positions: of those of one hash the first, cheapest is evaluated.

        It is no generator: what a user's function raises, StopIteration too, leaves it unchanged.
        """
        networks = [alike[0].network for alike in batch]
        made = measure_networks(networks, self._evaluate.evaluate)
        return {
            position: self._record(generation, position, candidate, evaluation)
            for alike, evaluation in zip(batch, made, strict=True)
            for position, candidate, _ in alike
        }

    def _replay(self, generation: int, genotypes: Sequence[Genotype]) -> dict[int, Candidate]:
        stored = self._store.generation(generation)
        asked = {position: genotype.index for position, genotype in enumerate(genotypes)}
        if any(candidate.index != asked.get(at) for at, candidate in stored.items()):
            raise RunError(
                f"the run's generation {generation} is not what this search asks for: "
                "it was made by something else",
                "start a new run in another folder",
            )
        self._replayed += len(stored)
        return stored

    def _record(
        self,
        generation: int,
        position: int,
        candidate: Candidate,
        made: Evaluation | None = None,
    ) -> Candidate:
        """A candidate in the store, with what its network came to now or before."""
        known = self._known.get(candidate.hash)
        evaluation = known or made
        if candidate.status == "ok" and evaluation:
            candidate = replace(candidate, cached=known is not None)
            candidate = self._problem.judge(candidate, evaluation)
            self._known[candidate.hash] = evaluation
        self._store.record(generation, position, candidate, None if known else made)
        self._report(generation, candidate)
        return candidate

    def _report(self, generation: int, candidate: Candidate) -> None:
        self._done += 1
        self._cached += candidate.cached
        self._evaluated += candidate.status != "infeasible" and not candidate.cached
        if candidate.status == "ok":
            pairs = zip(self._best or candidate.values, candidate.values, strict=True)
            self._best = tuple(map(min, pairs))
        self._on_event(
            Progress(
                generation=generation,
                generations=self._settings.generations,
                done=self._done,
                total=self._settings.generations * self._settings.population,
                replayed=self._replayed,
                evaluated=self._evaluated,
                cached=self._cached,
                best=self._best,
                last=candidate,
                elapsed=time.perf_counter() - self._start,
            )
        )
