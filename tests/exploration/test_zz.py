"""A run that is interrupted at any moment, and resumed, ends as one that nobody disturbed."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from killed_search import SPACE, run

from nasdsl.exploration import SearchResult, search
from nasdsl.exploration.run import DATABASE

SCRIPT = Path(__file__).with_name("killed_search.py")
QUERIES = (
    "SELECT * FROM candidates ORDER BY generation, position",
    "SELECT number, hash, metrics, reason FROM evaluations ORDER BY number",
    "SELECT * FROM meta",
)

Content = list[list[Any]]


def content(folder: Path) -> Content:
    """All that a run's database says, but for the seconds that evaluations took."""
    with closing(sqlite3.connect(folder / DATABASE)) as db:
        return [db.execute(query).fetchall() for query in QUERIES]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[SearchResult, Content]:
    folder = tmp_path_factory.mktemp("runs") / "undisturbed"
    return run(folder), content(folder)


def interrupted(folder: Path, signals: signal.Signals, *, delay: float, wait: bool = True) -> int:
    """Start or resume the search, send it the signal `delay` seconds later: its exit status."""
    with subprocess.Popen(
        [sys.executable, str(SCRIPT), str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        if wait:
            assert process.stdout is not None
            process.stdout.readline()
        time.sleep(delay)
        process.send_signal(signals)
        return process.wait()


def test_twenty_times_killed(tmp_path: Path, undisturbed: tuple[SearchResult, Content]) -> None:
    result, expected = undisturbed
    folder = tmp_path / "run"
    rng = random.Random(0)
    kills = 0
    done = [0]
    while kills < 20:
        # One in five is killed while it starts, at any stage of making or opening the folder.
        wait = rng.random() < 0.8
        delay = rng.uniform(0, 0.1) if wait else rng.uniform(0.1, 0.6)
        t0 = time.time()
        kills += interrupted(folder, signal.SIGKILL, delay=delay, wait=wait) == -signal.SIGKILL
        t1 = time.time()
        if folder.exists():
            done.append(len(content(folder)[0]))
            assert content(folder)[0] == expected[0][: done[-1]]
        print(kills, wait, delay, t1 - t0, time.time() - t1, done[-1])
    assert done == sorted(done)
    assert len(set(done)) > 5
    resumed = run(folder)
    assert content(folder) == expected
    assert (resumed.front, resumed.history) == (result.front, result.history)


def test_interrupted_by_the_user(tmp_path: Path, undisturbed: tuple[SearchResult, Content]) -> None:
    folder = tmp_path / "run"
    assert interrupted(folder, signal.SIGINT, delay=0.2) == -signal.SIGINT
    done = len(content(folder)[0])
    assert 0 < done < SPACE.search.generations * SPACE.search.population
    run(folder)
    assert content(folder) == undisturbed[1]


def test_the_folder_changes_nothing(undisturbed: tuple[SearchResult, Content]) -> None:
    from killed_search import slowly

    in_memory = search(SPACE, slowly)
    assert in_memory.front == undisturbed[0].front
    assert in_memory.history == undisturbed[0].history
