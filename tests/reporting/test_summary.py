from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from nasdsl.errors import RunError
from nasdsl.exploration import Run
from nasdsl.reporting.grids import counts_grid, front_grid, history_grid, reasons_grid
from nasdsl.reporting.numbers import duration, short


def test_a_finished_run(run_folder: Path) -> None:
    summary = Run.read(run_folder)
    assert summary.finished
    assert (summary.name, summary.objectives, summary.total) == ("stub<1>", ("error", "params"), 48)
    assert [entry.number for entry in summary.history] == list(range(6))
    assert {member.values for member in summary.front} <= set(summary.points)
    assert summary.settings["settings.crossover.name"] == "uniform"
    assert summary.settings["details.versions.jax"] == "0.10"
    assert summary.count("candidates") == 48
    assert summary.count("infeasible") > 0
    assert sum(summary.reasons.values()) == summary.count("infeasible") + summary.count("failed")


def test_an_unfinished_run(unfinished: Path) -> None:
    summary = Run.read(unfinished)
    assert not summary.finished
    assert summary.count("evaluated") == 11
    assert summary.front


def test_grids_have_a_cell_for_every_head(run_folder: Path) -> None:
    summary = Run.read(run_folder)
    for grid in (front_grid(summary), history_grid(summary), counts_grid(summary)):
        assert {len(row) for row in grid.rows} == {len(grid.heads)}
    assert front_grid(summary).heads == (
        *("index", "error", "params", "macs", "memory", "accuracy", "loss", "test accuracy"),
    )
    assert front_grid(summary).rows[0][0] == str(summary.front[0].index)
    assert reasons_grid(summary).heads == ("reason", "candidates")


def test_many_reasons_are_summed_up(run_folder: Path) -> None:
    reasons = {f"failed: {number}": 2 for number in range(25)}
    rows = reasons_grid(replace(Run.read(run_folder), reasons=reasons)).rows
    assert len(rows) == 21
    assert rows[-1] == ("other reasons", "10")


def test_no_run(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="there is no run"):
        Run.read(tmp_path)


@pytest.mark.parametrize(
    "content", ["{}", '{"format": 4, "settings": 3}', '{"format": 3, "seed": 1}']
)
def test_settings_without_what_is_needed(run_folder: Path, tmp_path: Path, content: str) -> None:
    copy = shutil.copytree(run_folder, tmp_path / "copy")
    (copy / "run.json").write_text(content)
    with pytest.raises(RunError, match="damaged"):
        Run.read(copy)


def test_the_settings_are_json(run_folder: Path) -> None:
    assert json.loads((run_folder / "run.json").read_text())["seed"] == 0


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (12345678, "12,345,678"),
        (12345678.0, "12,345,678"),
        (0.0123456, "0.01235"),
        (1234.5678, "1235"),
        (1e20, "1e+20"),
        (-3.0, "-3"),
    ],
)
def test_short(value: float, text: str) -> None:
    assert short(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.04, "0.0 s"), (59.94, "59.9 s"), (61, "1 min 01 s"), (3725, "1 h 02 min")],
)
def test_duration(seconds: float, text: str) -> None:
    assert duration(seconds) == text
