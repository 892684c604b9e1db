"""What a terminal shows: columns folded between words, and colours where none forbids them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.harness import nasdsl, transcript
from nasdsl.cli.main import cli

COMMANDS = (
    "count pouy_mnist",
    "count darts",
    "show wide.nas --index 0",
    "sample pouy_digits -n 3",
    "plan nasbench201",
    "ops transposed_conv",
    "check long.nas",
)
LONG = """space long "A line that is longer than a terminal is wide"
input 8 x 8 x 1
classes 10
network = conv(3) -> conv(5, filters=16) -> batch_norm -> relu -> max_pool(2, stride=2) -> conv(3, filters=32) -> rellu -> flatten -> dense(classes)
"""  # noqa: E501
WIDE = """space wide "A network whose layers have long names"
input 224 x 224 x 3
classes 10
block stem = conv(7, filters=1_024, stride=2, padding=valid, bias=no) -> batch_norm -> relu
network = stem -> add([conv(3, dilation=2, groups=4), identity, zero, identity, relu]) -> flatten
"""


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard streams that somebody looks at."""
    monkeypatch.setattr("nasdsl.cli.output.is_terminal", lambda stream: True)


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("width", [80, 160])
def test_a_terminal(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("NO_COLOR", "1")
    Path("wide.nas").write_text(WIDE)
    Path("long.nas").write_text(LONG)
    for ended in transcript(f"terminal_{width}", COMMANDS):
        lines = (ended.out + ended.err).splitlines()
        assert max(map(len, lines)) <= width


@pytest.mark.usefixtures("terminal")
def test_the_library_in_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "nasdsl.language.library.spec_names", lambda: ["darts_relaxed", "googlenet"]
    )
    monkeypatch.setenv("COLUMNS", "50")
    monkeypatch.setenv("NO_COLOR", "1")
    transcript("terminal_specs", ["specs"])


@pytest.mark.parametrize("command", [("check", "long.nas"), ("count", "long.nas"), ("--help",)])
@pytest.mark.usefixtures("terminal")
def test_colours(command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    Path("long.nas").write_text(LONG)
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = CliRunner().invoke(cli, command, color=True)
    assert "\x1b[1" in coloured.output
    monkeypatch.setenv("NO_COLOR", "1")
    plain = CliRunner().invoke(cli, command, color=True)
    assert "\x1b" not in plain.output


def test_a_pipe_has_no_colours_and_folds_nothing() -> None:
    Path("long.nas").write_text(LONG)
    assert "\x1b" not in nasdsl("check", "long.nas").out
    assert max(map(len, nasdsl("count", "pouy_mnist").out.splitlines())) > 80
