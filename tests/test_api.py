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
from nasdsl.cli.main import COMMANDS

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
    with pytest.raises(nasdsl.RunError, match="no network of index 10000 was evaluated"):
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


# What Python users call for a command: functions, and methods of a space.
IN_PYTHON = {
    "check": ("load", "SearchSpace.check_bounds", "SearchSpace.warnings"),
    "fmt": ("format_spec",),
    "count": ("SearchSpace.count", "SearchSpace.formula", "SearchSpace.parts"),
    "sample": ("SearchSpace.sample",),
    "show": ("picture", "SearchSpace.outline", "Architecture.layers"),
    "decode": ("SearchSpace.unrank", "SearchSpace.genotype", "Genotype.decisions"),
    "plan": ("survey", "verify"),
    "ops": ("operations", "merges"),
    "specs": ("spec_names",),
    "train": ("train",),
    "search": ("search",),
    "retrain": ("retrain",),
    "report": ("report", "Run.plot"),
    "explain": ("explain", "codes"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_what_a_command_does_can_be_done_in_python(name: str) -> None:
    for path in IN_PYTHON[name]:
        exported, _, member = path.partition(".")
        assert exported in nasdsl.__all__
        assert not member or hasattr(getattr(nasdsl, exported), member)


def told(*args: str) -> object:
    ended = command(*args, "--json")
    assert ended.code == 0, ended.err
    return json.loads(ended.out)


def test_the_usual_form_is_that_of_the_command() -> None:
    usual = nasdsl.format_spec(SPEC)
    assert command("fmt", "tiny.nas").code == 0
    assert Path("tiny.nas").read_text() == usual != SPEC
    with pytest.raises(nasdsl.SpecError, match=r"spec:1:\d+: error"):
        nasdsl.format_spec("space s network = (")


def test_what_can_stand_in_a_spec_is_what_the_commands_list() -> None:
    assert nasdsl.spec_names() == [entry["name"] for entry in told("specs")]
    listed = {kind: [] for kind in ("operation", "merge")}
    for entry in told("ops"):
        listed[entry["kind"]].append(entry["name"])
    assert listed == {"operation": [*nasdsl.operations()], "merge": [*nasdsl.merges()]}
    assert nasdsl.operations()["conv"].parameters[0].name == "height"
    mine = nasdsl.Op("mine", "does nothing")
    assert nasdsl.operations([mine])["mine"].summary == "does nothing"


def test_messages_are_explained_as_by_command() -> None:
    (entry,) = told("explain", "E204")
    explained = nasdsl.explain("e204")
    assert (explained.code, explained.title) == (entry["code"], entry["title"])
    assert command("explain", "E204").out == f"{explained}\n"
    assert nasdsl.codes() == {entry["code"]: entry["title"] for entry in told("explain")}
    with pytest.raises(nasdsl.NasdslError, match="there is no code 'E2040'"):
        nasdsl.explain("E2040")


def test_programs_are_surveyed_as_by_command() -> None:
    space = nasdsl.load("tiny.nas")
    survey, data = nasdsl.survey(space), told("plan", "tiny.nas")
    assert (survey.keys, survey.params) == (data["keys"], data["params"])
    assert [locus.path for locus in survey.static] == data["static"] != []
    assert nasdsl.survey(space, keys=1).ended == "keys"
    verification, data = nasdsl.verify(space, 3), told("plan", "tiny.nas", "--verify", "3")
    assert (verification.verified, len(verification.different)) == (3, 0)
    assert data == {"verified": 3, "different": 0}


def test_pictures_are_those_of_the_command() -> None:
    space = nasdsl.load("tiny.nas")
    command("show", "tiny.nas", "-o", "space.svg")
    assert Path("space.svg").read_text() == nasdsl.picture(space)
    network = space.decode(space.unrank(5))
    command("show", "tiny.nas", "--index", "5", "-o", "network.svg")
    assert Path("network.svg").read_text() == nasdsl.picture(network, "tiny, network 5")
    assert network.hash[:12] in nasdsl.picture(network)
    assert "mine" in nasdsl.picture(space, "mine")


def test_a_space_and_a_network_are_told_as_by_command() -> None:
    space = nasdsl.load("tiny.nas")
    assert space.outline().text == told("show", "tiny.nas")["text"]
    layers = told("show", "tiny.nas", "--index", "5")["layers"]
    network = space.decode(space.unrank(5))
    assert [layer.step.op for layer in network.layers()] == [one["operation"] for one in layers]
    assert [dict(layer.costs) for layer in network.layers()] == [
        {name: one[name] for name in ("params", "macs", "memory")} for one in layers
    ]
