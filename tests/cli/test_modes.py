"""The mode that is asked for is the mode that trains, in a resumed run too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from nasdsl_flax.modes import MODES

from cli.harness import SEARCH, nasdsl
from cli.stub_backend import StubBackend
from nasdsl.backend import Mode
from nasdsl.program.architecture import Architecture, Staged

NAMES = [mode.name for mode in MODES]
MORE = (*SEARCH[:-1], "3")


def content(folder: str) -> object:
    report = json.loads(nasdsl("report", folder, "--json").out)
    return report["front"], report["history"], report["settings"]


def mode(folder: str) -> str:
    return json.loads(Path(folder, "run.json").read_text())["details"]["train"]["mode"]


@pytest.mark.parametrize("asked", MODES, ids=NAMES)
def test_the_mode_that_is_asked_for_trains(stub: StubBackend, asked: Mode) -> None:
    stub.listed = MODES
    options = ("--set", f"train.mode={asked.name}", "--out")
    assert nasdsl(*MORE, *options, "whole").code == 0
    assert nasdsl(*SEARCH, *options, "run").code == 0
    assert nasdsl(*MORE, *options, "run", "--resume").code == 0
    assert {name for name, _, _ in stub.given} == {asked.name}
    assert {kind for _, kind, _ in stub.given} == {Staged if asked.shared else Architecture}
    assert (max(number for _, _, number in stub.given) > 1) == (asked.width > 1)
    assert (mode("run"), content("run")) == (asked.name, content("whole"))


def test_what_auto_was_is_kept(stub: StubBackend) -> None:
    stub.listed = MODES[:2]
    assert nasdsl(*SEARCH, "--out", "run").code == 0
    assert mode("run") == "universal"
    stub.listed = MODES
    assert nasdsl(*MORE, "--out", "run", "--resume").code == 0
    assert mode("run") == "universal"
    assert {name for name, _, _ in stub.given} == {"universal"}
    other = nasdsl(*MORE, "--out", "run", "--resume", "--set", "train.mode=masked")
    assert other.code == 1
    assert "details.train.mode: universal -> masked" in other.err


@pytest.mark.usefixtures("stub")
def test_a_mode_that_there_is_not() -> None:
    ended = nasdsl(*SEARCH, "--out", "run", "--set", "train.mode=specialized")
    told = (
        "error: there is no mode 'specialized' of training\n  help: did you mean 'specialised'?\n"
    )
    assert ended == (1, "", told)
    assert not Path("run").exists()


def test_one_network_is_trained_by_its_own_program(stub: StubBackend) -> None:
    stub.listed = MODES
    train = ("train", "pouy_digits", "--index", "7", "--data", "digits", "--epochs", "1")
    assert nasdsl(*train, "--set", "train.mode=masked").code == 0
    assert {given[:2] for given in stub.given} == {("specialised", Architecture)}
