"""Characters that steer a terminal or turn a line around never reach it from anywhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import nasdsl as product
from cli.harness import nasdsl
from nasdsl.cli.results import print_run
from nasdsl.cli.tables import facts, table
from nasdsl.util.text import CONTROL

EVIL = "\x1b[31m\u202eevil\u2066\u009b2J\u2028"
SPEC = f"""space s "title {EVIL}"
input 8 x 8 x 3
classes 10
network = (conv(3) | conv(5)) -> flatten -> dense(classes)  # {EVIL}
"""
WRONG = SPEC.replace("conv(5)", f"convv(5)  # {EVIL}\n")
COMMANDS = (
    ("count", "a.nas"),
    ("check", "a.nas", "wrong.nas"),
    ("show", "a.nas"),
    ("show", "a.nas", "--index", "0"),
    ("sample", "a.nas"),
    ("plan", "a.nas"),
    ("fmt", "--diff", "a.nas"),
    ("count", f"{EVIL}.nas"),
    ("count", "wrong.nas"),
    ("report", EVIL),
    ("explain", EVIL),
    ("ops", EVIL),
    ("show", "a.nas", "--set", EVIL),
    (EVIL,),
    (f"--{EVIL}",),
    ("sample", "a.nas", "-n", EVIL),
)


def safe(capsys: pytest.CaptureFixture[str]) -> str:
    """What was printed, without the colours that the command line itself sets."""
    printed = capsys.readouterr()
    text = re.sub(r"\x1b\[[0-9;]*m", "", printed.out + printed.err)
    assert not CONTROL.findall(text)
    return text


@pytest.mark.parametrize("looked_at", [False, True])
@pytest.mark.parametrize("command", COMMANDS, ids=range(len(COMMANDS)))
def test_no_command_prints_them(
    command: tuple[str, ...], looked_at: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr("nasdsl.cli.output.is_terminal", lambda stream: looked_at)
    Path("a.nas").write_text(SPEC, "utf-8")
    Path("wrong.nas").write_text(WRONG, "utf-8")
    Path(f"{EVIL}.nas").write_text(SPEC, "utf-8")
    ended = nasdsl(*command)
    assert ended.out + ended.err
    assert not CONTROL.findall(ended.out + ended.err)


def test_tables_hold_none_in_heads_cells_and_headings(capsys: pytest.CaptureFixture[str]) -> None:
    table((EVIL, "b"), [f"heading {EVIL}", (EVIL, f"cell {EVIL}")])
    facts({"title": EVIL})
    assert "cell" in safe(capsys)


def test_reasons_of_failures_hold_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def fails(network: product.Architecture) -> dict[str, float]:
        raise product.EvaluationFailed(f"because {EVIL}")

    space = product.loads(SPEC + "search { population = 2 generations = 1 }\n")
    product.search(space, fails, out=tmp_path / "run")
    assert not print_run(tmp_path / "run", None, [])
    assert "because" in safe(capsys)
