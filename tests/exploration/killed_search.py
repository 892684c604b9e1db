"""A search in a process of its own, to be killed: `python -m exploration.killed_search FOLDER`.

It begins or resumes the run, and prints a line for each candidate that is new.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from exploration.stub_space import StubArchitecture, StubRequirement, StubSpace, evaluate
from nasdsl.backend import EvaluationFailed
from nasdsl.exploration import Progress, SearchResult, search

SPACE = StubSpace(radices=(4, 5, 6, 1, 6, 7), requirements=(StubRequirement(19000),)).where(
    population=10, generations=50
)


def slowly(architecture: StubArchitecture) -> dict[str, float]:
    time.sleep(int(architecture.hash[:2], 16) / 256 * 0.008)
    if architecture.hash[0] == "0":
        raise EvaluationFailed("the loss is nan")
    return evaluate(architecture)


def run(folder: Path) -> SearchResult:
    def on_event(event: Progress) -> None:
        if event.done > event.replayed:
            print(event.done, flush=True)

    return search(SPACE, slowly, out=folder, resume=folder.exists(), on_event=on_event)


if __name__ == "__main__":
    run(Path(sys.argv[1]))
