"""A search in a process of its own, to be killed.

`python -m exploration.killed_search FOLDER NUMBER` begins or resumes the run, and prints a line for
each candidate that is new. After NUMBER of them it waits for its end, so it is met alive.
"""

from __future__ import annotations

import signal
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from exploration.stub_space import StubArchitecture, StubRequirement, StubSpace, evaluate
from nasdsl.backend import EvaluationFailed
from nasdsl.exploration import Progress, SearchResult
from nasdsl.exploration import run_search as search
from nasdsl.exploration.run_folder import DATABASE

SPACE = StubSpace(radices=(4, 5, 6, 1, 6, 7), requirements=(StubRequirement(19000),)).where(
    population=10, generations=50
)


def slowly(architecture: StubArchitecture) -> dict[str, float]:
    time.sleep(int(architecture.hash[:2], 16) / 256 * 0.008)
    if architecture.hash[0] == "0":
        raise EvaluationFailed("the loss is nan")
    return evaluate(architecture)


def run(folder: Path, most: int | None = None) -> SearchResult:
    def on_event(event: Progress) -> None:
        if event.done > event.replayed:
            print(event.done, flush=True)
        while event.done - event.replayed == most:
            signal.pause()

    return search(SPACE, slowly, out=folder, resume=folder.exists(), on_event=on_event)


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


if __name__ == "__main__":
    run(Path(sys.argv[1]), int(sys.argv[2]))
