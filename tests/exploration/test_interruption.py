"""A run that is interrupted at any moment, and resumed, ends as one that nobody disturbed."""

from __future__ import annotations

import random
import signal
from pathlib import Path

import pytest

from exploration.killed_search import SPACE, Content, content, evaluate_some, run
from exploration.signalled import Moment, ended
from nasdsl.exploration import SearchResult
from nasdsl.exploration import run_search as search

MODULE = "exploration.killed_search"
START = 4000
"""Lines of nasdsl in which a search begins: its folder is made or opened, not a candidate made."""
NEXT = 500
"""Lines in which a few candidates are made."""


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[SearchResult, Content]:
    folder = tmp_path_factory.mktemp("runs") / "undisturbed"
    return run(folder), content(folder)


def test_twenty_times_killed(tmp_path: Path, undisturbed: tuple[SearchResult, Content]) -> None:
    result, expected = undisturbed
    folder = tmp_path / "run"
    rng = random.Random(0)
    done = [0]
    for _ in range(20):
        number = rng.choice([0, 1, 2, 3, 5, 10, 15])
        moment = Moment(rng.randrange(1, NEXT if number else START), number)
        assert ended(signal.SIGKILL, moment, MODULE, str(folder)) == -signal.SIGKILL
        if folder.exists():
            stored = content(folder)[0]
            done.append(len(stored))
            assert set(stored) <= set(expected[0])
    assert done == sorted(done)
    assert len(set(done)) > 10
    resumed = run(folder)
    assert content(folder) == expected
    assert (resumed.front, resumed.history) == (result.front, result.history)


def test_interrupted_by_the_user(tmp_path: Path, undisturbed: tuple[SearchResult, Content]) -> None:
    folder = tmp_path / "run"
    assert ended(signal.SIGINT, Moment(100, 30), MODULE, str(folder)) == -signal.SIGINT
    assert 30 <= len(content(folder)[0]) < SPACE.search.generations * SPACE.search.population
    run(folder)
    assert content(folder) == undisturbed[1]


def test_the_folder_changes_nothing(undisturbed: tuple[SearchResult, Content]) -> None:
    in_memory = search(SPACE, evaluate_some)
    assert in_memory.front == undisturbed[0].front
    assert in_memory.history == undisturbed[0].history
