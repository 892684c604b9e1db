"""A run that is to have more generations ends as if it had been to have them from the start."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from exploration.stub_space import StubArchitecture, StubSpace, evaluate
from nasdsl.errors import RunError
from nasdsl.exploration import run_search as search
from nasdsl.exploration.run_folder import DATABASE
from nasdsl.exploration.store import Store


class Interruption(BaseException):
    """Ends a search in between."""


def space(generations: int, strategy: str) -> StubSpace:
    return StubSpace().where(population=6, generations=generations, strategy=strategy)


def settings(folder: Path) -> object:
    return json.loads((folder / "run.json").read_text())


def candidates(folder: Path) -> object:
    with Store(folder / DATABASE) as store:
        return store.generations()


def begun(folder: Path, asked: StubSpace, evaluations: int | None) -> None:
    """Search, and stop after so many evaluations."""
    done = 0

    def interrupted(architecture: StubArchitecture) -> dict[str, float]:
        nonlocal done
        if done == evaluations:
            raise Interruption
        done += 1
        return evaluate(architecture)

    try:
        search(asked, interrupted, out=folder, details={})
    except Interruption:
        assert evaluations is not None


@pytest.mark.parametrize("strategy", ["nsga2", "random"])
@pytest.mark.parametrize("evaluations", [None, 8], ids=["ended", "interrupted"])
def test_more_generations(tmp_path: Path, strategy: str, evaluations: int | None) -> None:
    undisturbed, extended = tmp_path / "undisturbed", tmp_path / "extended"
    expected = search(space(7, strategy), evaluate, out=undisturbed, details={})
    begun(extended, space(3, strategy), evaluations)
    for generations in (4, 7):
        found = search(
            space(generations, strategy), evaluate, out=extended, details={}, resume=True
        )
    assert (found.front, found.history) == (expected.front, expected.history)
    assert candidates(extended) == candidates(undisturbed)
    assert settings(extended) == settings(undisturbed)


def test_a_run_that_was_extended_is_that_run(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    for generations, resume in ((2, False), (5, True)):
        search(space(generations, "nsga2"), evaluate, out=folder, details={}, resume=resume)
    with pytest.raises(RunError, match=r"settings\.generations: 5 -> 2"):
        search(space(2, "nsga2"), evaluate, out=folder, details={}, resume=True)


def test_nothing_is_extended_where_something_else_differs(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    search(space(2, "nsga2"), evaluate, out=folder, details={})
    before = settings(folder)
    with pytest.raises(RunError) as told:
        search(space(5, "nsga2"), evaluate, out=folder, details={}, resume=True, seed=1)
    assert "seed: 0 -> 1" in str(told.value)
    assert "generations" not in str(told.value)
    assert settings(folder) == before
