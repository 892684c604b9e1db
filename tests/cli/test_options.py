"""Options: what goes before what, what they change, and how misspelt ones are answered."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from cli.harness import SEARCH, Ended, nasdsl, transcript
from nasdsl.exploration.run_folder import read_run
from nasdsl.train_settings import Optimizer, TrainSettings

TRAIN = ("train", "pouy_digits", "--index", "7", "--data", "digits")


def settings_of_a_search(*options: str) -> dict[str, Any]:
    """What a search with options was made with, as its folder says."""
    ended = nasdsl("search", "pouy_digits", "--data", "digits", "--out", "run", *options)
    assert ended.code == 0, ended.err
    return read_run(Path("run")).description


SMALL = ("--set", "search.population=2", "--set", "search.generations=1")


@pytest.mark.usefixtures("stub")
@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (SMALL, {"population": 2, "generations": 1}),
        (("--population", "3", "--generations", "1", *SMALL), {"population": 3}),
        ((*SMALL, "--set", "search.population=3"), {"population": 3}),
        ((*SMALL, "--set", "search.minimize=[loss, macs]"), {"minimize": ["loss", "macs"]}),
        ((*SMALL, "--set", "search.strategy=random"), {"strategy": "random"}),
        (
            (*SMALL, "--set", "search.strategy=nsga2", "--set", "search.crossover=uniform(0.5)"),
            {"strategy": "nsga2", "crossover": {"name": "uniform", "eta": 3.0, "p": 0.5}},
        ),
    ],
)
def test_search_settings(options: tuple[str, ...], expected: dict[str, Any]) -> None:
    settings = settings_of_a_search(*options)["settings"]
    assert {name: settings[name] for name in expected} == expected


@pytest.mark.usefixtures("stub")
def test_train_and_data_settings() -> None:
    options = ("--set", "train.optimizer=sgd(0.01, momentum=0.5)", "--set", "data.validation=0.25")
    found = settings_of_a_search(*SMALL, *options, "--epochs", "2", "--batch", "16", "--seed", "5")
    assert found["seed"] == 5
    assert found["details"]["validation"] == 0.25
    sgd = Optimizer("sgd", {"learning_rate": 0.01, "momentum": 0.5})
    given = TrainSettings(sgd, batch=16, epochs=2, mode="specialised")
    assert found["details"]["train"] == json.loads(json.dumps(asdict(given)))


def epochs(*options: str) -> int:
    ended = nasdsl(*TRAIN, "--json", *options)
    assert ended.code == 0, ended.err
    return len(json.loads(ended.out)["epochs"])


@pytest.mark.usefixtures("stub")
def test_an_option_goes_before_set_and_set_before_the_spec() -> None:
    assert epochs() == 20
    assert epochs("--set", "train.epochs=3") == 3
    assert epochs("--epochs", "2", "--set", "train.epochs=3") == 2


@pytest.mark.usefixtures("stub")
def test_data_may_be_named_by_the_spec() -> None:
    args = ("train", "pouy_digits", "--index", "7", "--epochs", "1")
    assert nasdsl(*args, "--set", "data.set=digits").code == 0
    assert nasdsl(*args).code == 1


def sample(*options: str) -> Ended:
    return nasdsl("sample", "pouy_digits", "--json", *options)


def test_a_seed_has_one_sample() -> None:
    five, ten = (sample("-n", n, "--seed", "1") for n in ("5", "10"))
    assert sample("-n", "5", "--seed", "1") == five
    assert json.loads(ten.out)[:5] == json.loads(five.out)
    assert sample("-n", "5", "--seed", "2") != five


def test_an_index_may_have_separators() -> None:
    shown = nasdsl("show", "pouy_digits", "--index", "12345")
    for index in ("12,345", "12_345", "012345"):
        assert nasdsl("show", "pouy_digits", "--index", index) == shown


@pytest.mark.usefixtures("stub")
def test_what_is_misspelt() -> None:
    ended = transcript(
        "misspelt",
        [
            (),
            "cuont pouy_digits",
            "analyse pouy_digits",
            "help",
            "version",
            "lint pouy_digits",
            "train pouy_digits --lr 0.1",
            "train pouy_digits --gpu 0",
            "train pouy_digits --zzz",
            "search pouy_digits -o run",
            "search pouy_digits --strategy random",
            "count",
            "count pouy_digits pouy_mnist",
            "count pouy_digits --jsn",
            "show pouy_digits --index",
            "sample pouy_digits -n many",
            (*TRAIN, "--epohcs", "3"),
            (*TRAIN, "--epochs", "0"),
            (*TRAIN, "--set", "train.epohcs=3"),
            (*TRAIN, "--set", "trian.epochs=3"),
            (*TRAIN, "--set", "epochs=3"),
            (*TRAIN, "--set", "train"),
            (*TRAIN, "--set", "train.epochs"),
            (*TRAIN, "--set", "train.epochs="),
            (*TRAIN, "--set", "train.epochs=3 } network = relu train { batch = 3"),
            (*TRAIN, "--set", "train.epochs=3 batch=4"),
            (*TRAIN, "--set", "train.optimizer=adm(0.1)", "--set", "data.validation=2"),
            (*TRAIN, "--epochs", "1000000000"),
            (*SEARCH, "--out", "run", "--population", "1"),
            (*SEARCH, "--out", "run", "--set", "search.minimize=[error, parms / 500k]"),
            (*SEARCH, "--out", "run", "--set", "search.strategy=ngsa2"),
            "search pouy_digits --data digits",
        ],
    )
    assert all(e.code and e.err and not e.out for e in ended[1:])
    assert not Path("run").exists()


def test_an_input_in_place_of_the_stated_one() -> None:
    """The same as if the spec stated it, for every command that builds networks."""
    Path("small.nas").write_text(INPUT.format("4 x 4 x 2"), "utf-8")
    Path("large.nas").write_text(INPUT.format("12 x 9 x 3"), "utf-8")
    for command in ("show {} --index 1", "count {} --fails", "sample {} -n 3", "check {}"):
        asked = nasdsl(*command.format("small.nas").split(), "--input", "12 x 9 x 3")
        stated = nasdsl(*command.format("large.nas").split())
        assert (asked.code, asked.out) == (stated.code, stated.out.replace("large", "small"))
    assert nasdsl("check", "small.nas").err != nasdsl("check", "large.nas").err


INPUT = "space s\ninput {}\nnetwork = (conv(3) | conv(5)) -> conv(6, padding=valid)\n"


@pytest.mark.parametrize("wrong", ["0x3", "1x2x3x4", "3xx3", "big", "\u00b2", ""])
def test_an_input_that_is_none(wrong: str) -> None:
    ended = nasdsl("count", "pouy_digits", "--input", wrong)
    assert ended.code == 2
    assert "one to three sizes of at least 1" in ended.err


@pytest.mark.usefixtures("stub")
def test_a_run_is_resumed_with_its_own_input() -> None:
    found = settings_of_a_search(*SMALL, "--input", "8x8x1")
    assert found["details"]["input"] == [8, 8, 1]
    again = ("search", "pouy_digits", "--data", "digits", "--out", "run", *SMALL, "--resume")
    assert "details.input" in nasdsl(*again).err
    assert nasdsl(*again, "--input", "8x8x1").code == 0
