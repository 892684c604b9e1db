"""A search in a process of its own: `python -m exploration.killed_search FOLDER`, to be killed."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from exploration.stub_space import StubArchitecture, StubRequirement, StubSpace, evaluate
from nasdsl.backend import EvaluationFailed
from nasdsl.exploration import SearchResult
from nasdsl.exploration import run_search as search
from nasdsl.exploration.run_folder import DATABASE

SPACE = StubSpace(radices=(4, 5, 6, 1, 6, 7), requirements=(StubRequirement(19000),)).where(
    population=10, generations=50
)


def evaluate_some(architecture: StubArchitecture) -> dict[str, float]:
    """An evaluation that fails for one network of sixteen."""
    if architecture.hash[0] == "0":
        raise EvaluationFailed("the loss is nan")
    return evaluate(architecture)


def run(folder: Path) -> SearchResult:
    return search(SPACE, evaluate_some, out=folder, resume=folder.exists())


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
    run(Path(sys.argv[1]))
