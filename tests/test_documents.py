"""What the documents say is run: every spec in them, every fragment, every command and program."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from nasdsl.cli.main import cli
from nasdsl.language.parser import parse
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
WITHOUT_TRAINING = ("check", "explain", "count", "sample", "show", "ops")
FRAME = "space frame\ninput 8 x 8 x 4\nnetwork = identity\n"


def blocks(language: str) -> list[object]:
    """The code of every block of a language in the documents."""
    return [
        pytest.param(code, id=f"{path.stem}-{number}")
        for path in DOCUMENTS
        for number, code in enumerate(
            re.findall(rf"```{language}\n(.*?)```", path.read_text("utf-8"), re.DOTALL)
        )
    ]


@pytest.mark.parametrize("code", blocks("nas"))
def test_spec(code: str) -> None:
    """A spec means something, and so does a fragment; a whole one is as it should be written."""
    whole = "space " in code
    space = SearchSpace(parse(Source("document", code if whole else FRAME + code)))
    assert space.count() >= 1
    assert not whole or space.warnings == ()


def test_counts_stated_in_the_language_document() -> None:
    """The first example says how many networks it has."""
    document = (ROOT / "docs/language.md").read_text("utf-8")
    (text,) = re.findall(r"```nas\n(space .*?)```", document, re.DOTALL)
    assert SearchSpace(parse(Source("document", text))).count() == 4


def commands() -> list[str]:
    """The commands of the README's table, on real arguments, those that train nothing."""
    found = re.findall(r"^\| `nasdsl ([^`]+)`", (ROOT / "README.md").read_text(), re.MULTILINE)
    return [c for c in found if c.split()[0] in WITHOUT_TRAINING]


@pytest.mark.parametrize("command", commands())
def test_command(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command of the README runs."""
    monkeypatch.chdir(tmp_path)  # for what it writes
    plain = command.replace("SPEC...", "SPEC").replace("SPEC", "pouy_digits")
    plain = plain.replace("[--index I]", "--index 7").replace("[NAME]", "conv")
    plain = plain.replace("[CODE]", "E204 W101")
    result = CliRunner().invoke(cli, shlex.split(plain))
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("code", blocks("python"))
def test_program(code: str) -> None:
    """A program of a document runs."""
    exec(compile(code, "document", "exec"), {})
