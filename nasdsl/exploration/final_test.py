"""The final test of a run: each network of its front is measured once on unseen data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from nasdsl.errors import RunError
from nasdsl.exploration.pareto import Member, pareto_front
from nasdsl.exploration.problem import Evaluate, measure_networks, one_by_one
from nasdsl.exploration.resuming import reopened
from nasdsl.exploration.run_folder import read_run, usual
from nasdsl.exploration.store import Store
from nasdsl.limits import deep_recursion

if TYPE_CHECKING:
    from nasdsl.program.architecture import Architecture
    from nasdsl.searchspace import SearchSpace


def finish(space: SearchSpace, folder: str | Path, test: Evaluate) -> tuple[Member, ...]:
    """Test each network on the front of a run, and return the front with the results.

    A test is stored as soon as it is done, and is not repeated by another call.

    Args:
        space: the space that the run searched.
        folder: the run's folder.
        test: from an architecture to metrics. EvaluationFailed, a lack of memory, arithmetic
            failure and numbers that are not finite are results, too; other exceptions are passed
            on.

    Raises:
        RunError: the folder holds no run of this space, or cannot be used.
    """
    folder = Path(folder)
    if usual(read_run(folder).text) != usual(space.text):
        raise RunError(f"the run in {folder} is of another spec")
    with reopened(folder) as store:
        tested, trained = set(store.tests()), _trained(store)
        for member in pareto_front(store):
            if member.hash not in tested:
                network = _architecture(space, trained.get(member.hash, member.index))
                (tested_now,) = measure_networks([network], one_by_one(test))
                store.record_test(tested_now)
                tested.add(member.hash)
        return pareto_front(store)


def _trained(store: Store) -> dict[str, int]:
    """By the hashes of networks, the genotypes of which they were trained.

    A cheaper one of the same hash may stand on the front, whose parts have other names.
    """
    candidates = (candidate for generation in store.generations() for candidate in generation)
    return {
        candidate.hash: candidate.index
        for candidate in candidates
        if candidate.status == "ok" and not candidate.cached
    }


def _architecture(space: SearchSpace, index: int) -> Architecture:
    with deep_recursion():
        return space.decode(space.unrank(index))
