"""Every option of every command with what it cannot be: a message, an exit code, nothing left."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from cli.harness import nasdsl
from cli.stub_backend import StubBackend
from nasdsl.cli.main import COMMANDS

TRAINED = ("--data", "digits", "--epochs", "1")
ARGUMENTS: dict[str, tuple[str, ...]] = {
    "check": ("lenet5",),
    "fmt": ("spec.nas",),
    "count": ("lenet5",),
    "sample": ("lenet5",),
    "show": ("lenet5",),
    "decode": ("lenet5",),
    "plan": ("lenet5",),
    "ops": (),
    "specs": (),
    "train": ("pouy_digits", "--index", "7", *TRAINED),
    "search": ("pouy_digits", *TRAINED, "--out", "new"),
    "retrain": ("run", *TRAINED),
    "report": ("run",),
    "explain": (),
}
"""What each command is given beside the option."""

HUGE = "9" * 5_000
NUMBERS = ("-1", "1e3", "1.5", "text", "", "٣", HUGE)
TEXTS = ("", "nowhere/file", "folder", "junk", "spec.nas", "x" * 5_000)
FITTING = {"--out": "nowhere/file", "--seed": HUGE, "--keys": HUGE, "--work": HUGE}
"""Values among them that an option can have."""


def options(command: str) -> Iterator[click.Option]:
    """The options of a command that take a value."""
    found: click.Command = getattr(importlib.import_module(COMMANDS[command]), command)
    for param in found.params:
        if isinstance(param, click.Option) and not param.is_flag:
            yield param


CASES = [
    (command, option.opts[0], isinstance(option.type, click.IntRange))
    for command in COMMANDS
    for option in options(command)
]


def test_every_command_is_tried() -> None:
    assert ARGUMENTS.keys() == COMMANDS.keys()
    assert len(CASES) > 50


@pytest.mark.usefixtures("run")
@pytest.mark.parametrize(("command", "option", "number"), CASES)
def test_what_an_option_cannot_be(
    command: str, option: str, number: bool, stub: StubBackend
) -> None:
    Path("spec.nas").write_text("space s\ninput 8 x 8 x 1\nnetwork = relu\n")
    Path("junk").write_bytes(bytes(range(256)))
    Path("folder").mkdir()
    before = {path: path.stat().st_mtime_ns for path in Path().rglob("*")}
    trained = stub.trained
    for value in NUMBERS if number else TEXTS:
        if value == FITTING.get(option):
            continue
        ended = nasdsl(command, *ARGUMENTS[command], option, value)
        assert ended.code in (1, 2), (value, ended)
        assert ended.out == ""
        assert ended.err.strip()
        assert "Traceback" not in ended.err
    assert {path: path.stat().st_mtime_ns for path in Path().rglob("*")} == before
    assert stub.trained == trained


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("plan lenet5 --seed 1", "'--seed' is that of '--verify N'"),
        ("plan lenet5 --keys 2 --verify 1", "leave out '--keys' and '--work'"),
        ("ops --markdown --json", "are two forms: leave one of them out"),
        ("specs --markdown --json", "are two forms: leave one of them out"),
        ("explain E204 --markdown --json", "are two forms: leave one of them out"),
        ("decode lenet5 --index 0 --seed 1", "'--seed' draws what '--genotype FILE' leaves open"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(line: str, message: str) -> None:
    ended = nasdsl(*line.split())
    assert (ended.code, ended.out) == (2, "")
    assert message in ended.err
