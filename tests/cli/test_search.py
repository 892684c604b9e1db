"""Searches from the command line: what they leave behind, and how they go on."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load

from cli.harness import SEARCH, nasdsl, transcript
from cli.stub_backend import StubBackend
from nasdsl import api, data, reporting
from nasdsl.backend import Mode

FEW = """space few
input 8 x 8 x 1
classes 10
network = (conv(3, filters=1..100) -> relu) * 4 -> global_avg_pool -> dense(classes)
require params <= 60
search { population = 2 generations = 1 }
"""
PNG = b"\x89PNG\r\n\x1a\n"
FILES = {"spec.nas", "run.json", "run.sqlite", "run.lock", "report.html", "pareto.png", "weights"}


def interrupt() -> None:
    raise KeyboardInterrupt


def front(folder: Path | str) -> object:
    return json.loads(nasdsl("report", str(folder), "--json").out)["front"]


def test_a_run_is_a_folder_with_a_report(run: Path) -> None:
    assert {path.name for path in run.iterdir()} == FILES
    assert (run / "pareto.png").read_bytes().startswith(PNG)
    page = (run / "report.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    for member in json.loads(nasdsl("report", str(run), "--json").out)["front"]:
        assert member["index"] in page


@pytest.mark.usefixtures("stub")
def test_a_seed_has_one_front(finished: Path) -> None:
    again = nasdsl(*SEARCH, "--out", "again", "--json")
    assert json.loads(again.out) == front(finished)
    other = nasdsl(*SEARCH, "--seed", "4", "--out", "other", "--json")
    assert json.loads(other.out) != front(finished)


@pytest.mark.usefixtures("stub")
def test_an_interruption_while_the_report_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reporting, "write_page", lambda *_: interrupt())
    ended = nasdsl(*SEARCH, "--out", "run")
    kept = "run keeps what is done, and the same command with --resume goes on\n"
    assert (ended.code, ended.err.endswith(f"interrupted: {kept}")) == (130, True)
    monkeypatch.undo()
    assert not Path("run/report.html").exists()


@pytest.mark.parametrize("mode", ["auto", "shared"])
def test_a_bound_that_one_of_many_networks_keeps(stub: StubBackend, mode: str) -> None:
    """Networks that are drawn to choose how to train, and to try it, keep the bound too."""
    stub.listed = (Mode("own", "each by itself"), Mode("shared", "together", shared=True))
    Path("few.nas").write_text(FEW)
    options = ("--set", f"train.mode={mode}", "--out", "run")
    assert nasdsl("search", "few.nas", "--data", "digits", *options).code == 0
    report = json.loads(nasdsl("report", "run", "--json").out)
    assert [member["index"] for member in report["front"]] == ["0"]


def test_a_run_that_has_ended_can_be_resumed(run: Path, stub: StubBackend) -> None:
    before = front(run)
    ended = nasdsl(*SEARCH, "--out", "run", "--resume", "--json")
    assert (ended.code, stub.trained) == (0, 0)
    assert json.loads(ended.out) == before


@pytest.mark.usefixtures("run", "stub")
def test_a_run_is_extended() -> None:
    more = (*SEARCH[:-1], "3", "--json", "--out")
    extended, whole = nasdsl(*more, "run", "--resume"), nasdsl(*more, "whole")
    assert json.loads(extended.out) == json.loads(whole.out)
    found = [json.loads(nasdsl("report", name, "--json").out) for name in ("run", "whole")]
    assert found[0] == found[1]
    assert len(found[0]["history"]) == 3


@pytest.mark.parametrize("at", [1, 3, 8, -1])
def test_an_interrupted_search_goes_on(finished: Path, stub: StubBackend, at: int) -> None:
    """Numbers below 0 are those of tests of the front: what is trained is not trained again."""
    stub.at[at] = interrupt
    stopped = nasdsl(*SEARCH, "--out", "run", "--json")
    assert (stopped.code, stopped.out) == (130, "")
    told = "interrupted: run keeps what is done, and the same command with --resume goes on"
    assert stopped.err.splitlines()[-1] == told
    resumed = nasdsl(*SEARCH, "--out", "run", "--resume", "--json")
    assert json.loads(resumed.out) == front(finished)
    assert stub.trained == 8 + (at > 0)
    assert stub.tested == len(json.loads(resumed.out)) + (at < 0)


@pytest.mark.usefixtures("stub")
def test_a_search_that_is_interrupted_before_it_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nasdsl.training.searching.run_search", lambda *_, **__: interrupt())
    assert nasdsl(*SEARCH, "--out", "run") == (130, "", "interrupted\n")


def weights(run: Path) -> dict[str, Any]:
    return {path.stem: load(path.read_bytes()) for path in (run / "weights").iterdir()}


def test_the_weights_of_the_front_are_kept(run: Path) -> None:
    members = json.loads(nasdsl("report", str(run), "--json").out)["front"]
    found = weights(run)
    assert set(found) == {member["hash"] for member in members}
    assert all(list(arrays) == ["network.dense/kernel"] for arrays in found.values())


def test_weights_that_are_lost_are_trained_again(finished: Path, stub: StubBackend) -> None:
    """As after an end between a training and what is written of it."""
    stub.at[-1] = interrupt
    nasdsl(*SEARCH, "--out", "run")
    before = weights(Path("run"))
    lost = min(Path("run/weights").iterdir())
    lost.unlink()
    resumed = nasdsl(*SEARCH, "--out", "run", "--resume", "--json")
    assert json.loads(resumed.out) == front(finished)
    assert stub.trained == 8 + 1
    np.testing.assert_equal(weights(Path("run")), before)


def test_damaged_weights_are_told(stub: StubBackend) -> None:
    stub.at[-1] = interrupt
    nasdsl(*SEARCH, "--out", "run")
    for damaged in Path("run/weights").iterdir():
        damaged.write_bytes(b"{}")
    ended = nasdsl(*SEARCH, "--out", "run", "--resume")
    assert ended.code == 1
    assert ended.err.splitlines()[-2].startswith("error: run/weights/")
    help = "  help: remove the file: the network is then trained again"
    assert ended.err.splitlines()[-1] == help


def test_a_search_that_has_not_ended_is_reported(stub: StubBackend) -> None:
    stub.at[6] = interrupt
    nasdsl(*SEARCH, "--out", "run")
    transcript("unfinished", ["report run"])


def test_a_search_without_results(stub: StubBackend) -> None:
    stub.failing = "0123456789abcdef"
    transcript("no_results", [(*SEARCH, "--out", "run"), "report run --json"])


@pytest.mark.usefixtures("stub")
def test_bounds_that_perhaps_no_network_keeps_are_told_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("nasdsl.limits.DIVIDED", 1000)
    Path("odd.nas").write_text(
        'space odd "Odd"\ninput 8 x 8 x 1\nclasses 10\n'
        "network = (conv(3, filters=8..64) -> relu) * 3 -> flatten -> dense(classes)\n"
        "require params * macs == 7\n"
    )
    transcript("perhaps_unkept", [("search", "odd.nas", *SEARCH[2:], "--out", "run")])
    space = api.load("odd.nas")
    few = replace(space.search, population=2, generations=1)
    with pytest.warns(UserWarning, match=r"warning\[W116\]: no network was found") as told:
        api.search(space, lambda _: {"error": 0}, settings=few)
    assert len(told) == 1


def test_the_report_needs_no_matplotlib(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("report.html", "pareto.png"):
        (run / name).unlink()
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    ended = nasdsl("report", "run")
    assert ended.code == 0
    note = "no picture: pictures need matplotlib\n  help: pip install 'nasdsl[plot]'\n"
    assert ended.err == note
    assert ended.out.splitlines()[-1] == "report: run/report.html"
    assert (run / "report.html").read_text("utf-8").count('<svg class="chart"') == 3
    assert not (run / "pareto.png").exists()


def test_what_cannot_be_resumed(run: Path, stub: StubBackend) -> None:
    spec = Path("other.nas")
    spec.write_text((run / "spec.nas").read_text("utf-8").replace("avg_pool", "max_pool"))
    Path("file").write_text("")
    shutil.copytree(run, "older")
    settings = json.loads(Path("older", "run.json").read_text())
    settings["versions"]["nasdsl"] = "0.0.1"
    Path("older", "run.json").write_text(json.dumps(settings))
    before = {path: path.read_bytes() for path in run.iterdir() if path.is_file()}
    on = (*SEARCH, "--resume", "--out")
    ended = transcript(
        "not_resumed",
        [
            (*SEARCH, "--out", "run"),
            (*on, "run", "--seed", "4"),
            (*on, "run", "--population", "6", "--set", "train.optimizer=sgd(0.1)"),
            ("search", "other.nas", *SEARCH[2:], "--resume", "--out", "run"),
            (*on, "older"),
            (*on, "nowhere"),
            (*on, "."),
            (*on, "file"),
        ],
    )
    assert all(e.code == 1 and not e.out for e in ended)
    assert stub.trained == 0
    assert {path: path.read_bytes() for path in run.iterdir() if path.is_file()} == before


@pytest.mark.usefixtures("stub")
def test_data_of_the_same_name_are_told_apart() -> None:
    digits = data.read_dataset("digits")
    parts = {"x_train": digits.train.x, "y_train": digits.train.y}
    parts |= {"x_test": digits.test.x, "y_test": digits.test.y}
    np.savez("mine.npz", **parts)
    search = ("search", "pouy_digits", "--data", "mine.npz", *SEARCH[4:], "--out", "run")
    assert nasdsl(*search).code == 0
    np.savez("mine.npz", **{**parts, "x_test": 16 - digits.test.x})
    refused = nasdsl(*search, "--resume")
    assert refused.code == 1
    assert "details.data.sha256" in refused.err


@pytest.mark.usefixtures("stub")
def test_a_run_with_operations_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path])
    Path("halving.py").write_text("import nasdsl\noperations = [nasdsl.Op('halve', 'halves')]\n")
    Path("own.nas").write_text(
        'space own "Own"\ninput 8 x 8 x 1\nclasses 10\n'
        "network = (conv(3) | conv(5) | halve) * 3 -> flatten -> dense(classes)\n"
    )
    search = ("search", "own.nas", *SEARCH[2:], "--out", "run")
    assert nasdsl(*search, "--operations", "halving").code == 0
    page = Path("run/report.html").read_text("utf-8")
    assert "no pictures of networks" not in page
    assert "--operations halving" in page
    assert nasdsl(*search, "--resume", "--operations", "halving").code == 0
    forgotten = nasdsl(*search, "--resume")
    told = (
        "error: the run in run has operations of your own\n  help: give it --operations halving\n"
    )
    assert forgotten == (1, "", told)
    assert nasdsl("report", "run").code == 0
    assert "report RUN --operations halving draws them" in Path("run/report.html").read_text()
    assert nasdsl("report", "run", "--operations", "halving").code == 0
    assert Path("run/report.html").read_text("utf-8") == page
    settings = json.loads(nasdsl("report", "run", "--json").out)["settings"]
    assert settings["details"]["operations"] == {"halving": ["halve"]}
