"""What the documents say is run: every spec in them, every count, command and program.

A `nas` block that begins with a comment such as `# cells.nas` is a file of that name for the rest
of its document. A comment `# 12 genotypes` in it says how many the network or the definition
without parameters has that begins on its line or last before it. In a `console` block `$` stands
before a command, below it what it prints; a line `...` stands there for any lines.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import nasdsl
from nasdsl.cli.main import cli
from nasdsl.language.format import formatted
from nasdsl.source import Source

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)
NAMED = re.compile(r"# (\w+\.nas)\n")
BEGUN = re.compile(r"^(network|block|options|pipeline|reduction|cell|let)\b *(\w*)", re.MULTILINE)
COUNTED = re.compile(r"# ([\d,]+) genotypes?$", re.MULTILINE)
COMMAND = re.compile(r"^\$ nasdsl (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
TRAINING = ("train", "search", "report")
FRAME = "space frame\ninput 8 x 8 x 4\nclasses 10\n"
BODY = "network = identity\n"


def blocks(path: Path) -> list[tuple[str, str]]:
    """The language and the text of every block of a document, in order."""
    return BLOCK.findall(path.read_text("utf-8"))


def every(language: str) -> list[object]:
    """The blocks of a language in all documents, each with its document."""
    return [
        pytest.param(path, text, id=f"{path.stem}-{number}")
        for path in DOCUMENTS
        for number, (_, text) in enumerate(b for b in blocks(path) if b[0] == language)
    ]


def write_files(path: Path) -> None:
    """Write the files that a document has into the current folder."""
    for language, text in blocks(path):
        if language == "nas" and (name := NAMED.match(text)):
            Path(name[1]).write_text(text, "utf-8")


def is_whole(text: str) -> bool:
    """Whether it is a whole spec, not a fragment of one."""
    return re.search(r"^space ", text, re.MULTILINE) is not None


def loaded(text: str, network: str | None = None) -> nasdsl.SearchSpace:
    """The space of a block; of a fragment, with this network in place of its own."""
    if not is_whole(text):
        own = re.search(r"^network\b", text, re.MULTILINE) is not None
        text = FRAME + text + (network or ("" if own else BODY))
    Path("document.nas").write_text(text, "utf-8")
    return nasdsl.load("document.nas")


def stated(text: str) -> Iterator[tuple[str, int]]:
    """What a block says of counts: the name of what is counted, and how many there are."""
    for comment in COUNTED.finditer(text):
        *_, begun = BEGUN.finditer(text, 0, comment.start())
        yield begun[2], int(comment[1].replace(",", ""))


@pytest.mark.parametrize(("path", "text"), every("nas"))
def test_spec(path: Path, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A spec means something, and so does a fragment; a whole one is as it should be written."""
    monkeypatch.chdir(tmp_path)
    write_files(path)
    space = loaded(text)
    assert space.count() >= 1
    if is_whole(text):
        assert space.warnings == ()
        assert formatted(Source("document.nas", text)) == text


@pytest.mark.parametrize(("path", "text"), every("nas"))
def test_counts(path: Path, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a block says of counts is so."""
    monkeypatch.chdir(tmp_path)
    write_files(path)
    for name, number in stated(text):
        space = loaded(text, f"network = {name}\n" if name else None)
        assert space.count() == number, name or "network"


def as_pattern(output: str) -> str:
    """What a command may print, where `...` stands for any lines."""
    lines = output.rstrip("\n").split("\n")
    return "".join(r"(?:.*\n)*" if line == "..." else re.escape(line) + r" *\n" for line in lines)


@pytest.mark.parametrize(
    "trains", [False, pytest.param(True, marks=pytest.mark.long)], ids=["plain", "training"]
)
@pytest.mark.parametrize("path", [p for p in DOCUMENTS if any(b[0] == "console" for b in blocks(p))])
def test_session(
    path: Path, trains: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commands of a document print what it says, one after the other."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    write_files(path)
    for command, output in COMMAND.findall("".join(b[1] for b in blocks(path) if b[0] == "console")):
        if trains or command.split()[0] not in TRAINING:
            result = CliRunner().invoke(cli, shlex.split(command), prog_name="nasdsl")
            assert re.fullmatch(as_pattern(output), result.output), result.output


@pytest.mark.parametrize(("path", "text"), every("python"))
def test_program(path: Path, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program of a document runs."""
    monkeypatch.chdir(tmp_path)
    write_files(path)
    exec(compile(text, "document", "exec"), {})


def commands() -> list[str]:
    """The commands of the README's table, on real arguments, those that train nothing."""
    found = re.findall(r"^\| `nasdsl ([^`]+)`", (ROOT / "README.md").read_text(), re.MULTILINE)
    return [command for command in found if command.split()[0] not in TRAINING]


@pytest.mark.parametrize("command", commands())
def test_command(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command of the README runs."""
    monkeypatch.chdir(tmp_path)  # for what it writes
    Path("mine.nas").write_text(FRAME + BODY, "utf-8")
    plain = command.replace("SPEC...", "SPEC").replace("SPEC", "pouy_digits")
    plain = plain.replace("FILE...", "mine.nas").replace("[--index I]", "--index 7")
    plain = plain.replace("[CODE]", "E204 W101").replace("[NAME]", "conv")
    result = CliRunner().invoke(cli, shlex.split(plain))
    assert result.exit_code == 0, result.output
