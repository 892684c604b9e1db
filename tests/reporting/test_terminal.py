from __future__ import annotations

import io

import pytest
from rich.console import Console

from exploration.stub_space import StubSpace, evaluate
from nasdsl import reporting
from nasdsl.exploration import Candidate, Progress
from nasdsl.exploration import run_search as search
from nasdsl.reporting import progress
from nasdsl.reporting.progress import left, status


def heard(*, terminal: bool, width: int = 200) -> str:
    space = StubSpace().where(generations=3)
    console = Console(file=io.StringIO(), width=width, force_terminal=terminal)
    with reporting.progress_listener(console, ("error", "params")) as listener:
        search(space, evaluate, on_event=listener)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_line_per_generation_where_there_is_no_terminal() -> None:
    lines = heard(terminal=False).splitlines()
    assert [line.split(" | ")[0] for line in lines] == [f"generation {n}/3" for n in (1, 2, 3)]
    assert "24/24 candidates" in lines[-1]
    assert "best error 0." in lines[-1]


def test_a_live_line_in_a_terminal() -> None:
    shown = heard(terminal=True)
    assert "generation 3/3 | best error " in shown
    assert " | 24/24 candidates" in shown


def test_80_columns_show_the_time_left_and_the_best_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "left", lambda event: "12 h 34 min left")
    shown = heard(terminal=True, width=80)
    assert "generation 3/3 | 12 h 34 min left | best error 0.0" in shown


def event(done: int, replayed: int, best: tuple[float, ...] = ()) -> Progress:
    return Progress(1, 4, done, 40, replayed, done, 0, best, Candidate(()), elapsed=30.0)


def test_time_left_is_of_what_this_process_did() -> None:
    assert left(event(10, 0)) == "1 min 30 s left"
    assert left(event(30, 20)) == "30.0 s left"
    assert left(event(10, 10)) == ""
    assert left(event(40, 0)) == ""


def test_the_time_left_stands_before_what_may_be_cut_off() -> None:
    line = status(event(10, 0, (0.5,)), ("error",))
    assert line.startswith("generation 2/4 | 1 min 30 s left | best error 0.5 | 10/40 candidates")


def test_a_status_before_anything_succeeded() -> None:
    line = status(event(10, 10), ("error", "params"))
    assert line == "generation 2/4 | 10/40 candidates | 10 evaluated, 0 cached"
