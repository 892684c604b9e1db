"""A run that is interrupted at any moment, and resumed, ends as one that nobody disturbed."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from exploration.killed_search import SPACE, Content, content, run, slowly
from nasdsl.exploration import SearchResult
from nasdsl.exploration import run_search as search
from processes import environment, interruptible, python

MORE = 8  # new candidates, at most, between the last that is waited for and the signal


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[SearchResult, Content]:
    folder = tmp_path_factory.mktemp("runs") / "undisturbed"
    return run(folder), content(folder)


def interrupted(folder: Path, signals: signal.Signals, *, after: int, delay: float) -> int:
    """Start or resume the search, and send a signal a delay after so many new candidates.

    Returns:
        The exit status.
    """
    command = python("exploration.killed_search", str(folder), str(after + MORE))
    streams: Any = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    with interruptible():
        started = subprocess.Popen(command, env=environment(), **streams)
    with started as process:
        assert process.stdout is not None
        for _ in range(after):
            process.stdout.readline()
        time.sleep(delay)
        process.send_signal(signals)
        return process.wait()


def test_twenty_times_killed(tmp_path: Path, undisturbed: tuple[SearchResult, Content]) -> None:
    result, expected = undisturbed
    folder = tmp_path / "run"
    rng = random.Random(0)
    done = [0]
    for _ in range(20):
        # Some are killed while they start, at any stage of making or opening the folder.
        after = rng.choice([0, 1, 2, 3, 5, 10, 15])
        delay = rng.uniform(0, 0.02) if after else rng.uniform(0.05, 0.3)
        assert interrupted(folder, signal.SIGKILL, after=after, delay=delay) == -signal.SIGKILL
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
    assert interrupted(folder, signal.SIGINT, after=30, delay=0.01) == -signal.SIGINT
    assert 30 <= len(content(folder)[0]) < SPACE.search.generations * SPACE.search.population
    run(folder)
    assert content(folder) == undisturbed[1]


def test_the_folder_changes_nothing(undisturbed: tuple[SearchResult, Content]) -> None:
    in_memory = search(SPACE, slowly)
    assert in_memory.front == undisturbed[0].front
    assert in_memory.history == undisturbed[0].history
