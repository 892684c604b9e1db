"""The functions that nasdsl exports: the same runs as from the command line, and what they give."""

from __future__ import annotations

import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

import nasdsl
from cli.harness import nasdsl as command
from cli.stub_backend import StubBackend

SETTINGS = "search { population = 4 generations = 2 minimize = [error, params] }"
SPEC = f"""
space tiny input 8 x 8 x 1 classes 10
block op = conv(1 | 3, filters=2 | 4) -> relu
network = op * (1..3) -> flatten -> dense(10)
train {{ epochs = 2 }}
{SETTINGS}
"""
QUERIES = (
    "SELECT * FROM candidates ORDER BY generation, position",
    "SELECT number, hash, metrics, reason FROM evaluations ORDER BY number",
    "SELECT hash, metrics, reason FROM tests ORDER BY hash",
)


@pytest.fixture(autouse=True)
def stub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StubBackend:
    monkeypatch.chdir(tmp_path)
    Path("tiny.nas").write_text(SPEC)
    backend = StubBackend()
    backend.stand_in(monkeypatch.setattr)
    return backend


def content(run: str) -> list[object]:
    with closing(sqlite3.connect(Path(run) / "run.sqlite")) as db:
        rows = [db.execute(query).fetchall() for query in QUERIES]
    weights = {path.name: path.read_bytes() for path in Path(run, "weights").iterdir()}
    return [Path(run, "run.json").read_bytes(), rows, weights]


@pytest.mark.parametrize("sizes", [None, (8, 8, 1)])
def test_a_search_is_the_same_run_as_by_command(sizes: tuple[int, ...] | None) -> None:
    given = [] if sizes is None else ["--input", "8x8x1"]
    asked = ("--data", "digits", "--seed", "3", "--out", "one")
    ended = command("search", "tiny.nas", *asked, *given)
    assert ended.code == 0, ended.err
    space = nasdsl.load("tiny.nas", input=sizes)
    result = nasdsl.search(space, data="digits", seed=3, out="two")
    assert content("two") == content("one")
    assert all(member.test for member in result.front)
    told = json.loads(command("report", "one", "--json").out)["front"]
    assert [member["index"] for member in told] == [str(member.index) for member in result.front]


def test_a_search_without_a_folder_comes_to_the_same() -> None:
    space = nasdsl.load("tiny.nas")
    in_memory = nasdsl.search(space, data="digits")
    assert in_memory.folder is None
    assert in_memory == nasdsl.search(space, data="digits", out="run")
    with pytest.raises(nasdsl.RunError, match="the run is in memory alone"):
        nasdsl.report(in_memory)


@pytest.mark.parametrize("by_path", [True, False])
def test_a_search_goes_on(stub: StubBackend, by_path: bool) -> None:
    space = nasdsl.load("tiny.nas")
    whole = nasdsl.search(space, data="digits", out="whole")
    stub.at[stub.trained + 2] = interrupt
    with pytest.raises(KeyboardInterrupt):
        nasdsl.search(space, data="digits", out="run")
    assert not nasdsl.open_run("run").finished
    again = {"resume": "run"} if by_path else {"out": "run", "resume": True}
    assert nasdsl.search(space, data="digits", **again) == whole
    assert content("run") == content("whole")


def interrupt() -> None:
    raise KeyboardInterrupt


def test_a_network_is_trained_as_by_command() -> None:
    epochs: list[nasdsl.Epoch] = []
    trained = nasdsl.train(nasdsl.load("tiny.nas"), 5, "digits", on_epoch=epochs.append)
    told = json.loads(
        command("train", "tiny.nas", "--index", "5", "--data", "digits", "--json").out
    )
    assert trained.network.hash == told["hash"]
    assert [epoch._asdict() for epoch in epochs] == told["epochs"]
    assert trained.test == told["test"]


def test_a_network_is_retrained_as_by_command() -> None:
    nasdsl.search(nasdsl.load("tiny.nas"), data="digits", out="run")
    retrained = nasdsl.retrain("run")
    assert retrained.finished
    assert [r.epochs for r in nasdsl.open_run("run").retrained] == [retrained.epochs]
    told = json.loads(command("retrain", "run", "--json").out)
    assert told["test"] == retrained.test
    assert nasdsl.report("run").read_text().startswith("<!doctype html>")
    with pytest.raises(nasdsl.RunError, match="no network of index 10000 is on the front"):
        nasdsl.retrain(nasdsl.open_run("run"), 10000)


def test_all_that_was_evaluated_can_be_had() -> None:
    space = nasdsl.load("tiny.nas")
    run = nasdsl.search(space, lambda network: {"error": 1 / network.params}, out="run")
    assert len(run.candidates) == 8
    assert all(type(candidate.index) is int for candidate in run.candidates)
    for candidate in run.candidates:
        assert space.decode(space.unrank(candidate.index)).hash == candidate.hash
        assert run.measured[candidate.hash] == {"error": 1 / candidate.params}
    assert run.space().count() == space.count()
    assert run.evaluations + run.hits == 8
    frame = pytest.importorskip("pandas") and run.to_dataframe()
    assert list(frame["index"]) == [candidate.index for candidate in run.candidates]
    assert list(frame["error"]) == [1 / candidate.params for candidate in run.candidates]
    assert run.plot().axes[0].get_title(loc="left") == "tiny"


def test_without_pandas(monkeypatch: pytest.MonkeyPatch) -> None:
    result = nasdsl.search(nasdsl.load("tiny.nas"), lambda network: {"error": 0.5})
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(nasdsl.NasdslError) as caught:
        result.to_dataframe()
    assert str(caught.value) == "a table needs pandas\n  help: pip install 'nasdsl[pandas]'"


def test_what_cannot_be_searched() -> None:
    space = nasdsl.load("tiny.nas")
    for wrong, message in (
        ({}, "there is no data to train on\n  help: name a data set, digits say, or an .npz file"),
        ({"data": "digitts"}, "there is no data set 'digitts'\n  help: did you mean 'digits'?"),
        ({"data": "digits", "evaluate": len}, "networks are evaluated by a function or trained"),
        ({"data": "digits", "resume": True}, "there is nothing to resume"),
        ({"data": "digits", "resume": "none"}, "there is no run in none"),
        ({"data": "digits", "seed": -1}, "a seed is a whole number from 0 on"),
        ({"data": "digits", "strategy": "nsga"}, "there is no strategy 'nsga'"),
    ):
        with pytest.raises(nasdsl.NasdslError) as caught:
            nasdsl.search(space, **wrong)
        assert str(caught.value).startswith(message)


def test_the_spec_of_a_run_finds_the_files_that_it_uses() -> None:
    Path("blocks.nas").write_text("block op = conv(1 | 3, filters=2) -> relu\n")
    text = SPEC.replace("block op = conv(1 | 3, filters=2 | 4) -> relu", 'use "blocks.nas"')
    Path("user.nas").write_text(text)
    space = nasdsl.load("user.nas")
    nasdsl.search(space, lambda network: {"error": 0.5}, out="run")
    Path("blocks.nas").unlink()
    assert nasdsl.load("run/spec.nas").count() == space.count()
    assert command("show", "run/spec.nas").code == 0
