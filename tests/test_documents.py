"""What the documents say is run: every spec in them, every count, command and program.

A block that begins with a comment such as `# cells.nas` is a file of that name for its document:
what stands in `nas` is right, what stands in `text` may be wrong. A comment `# 12 genotypes` says
how many the network has, or the definition that ends there taken by itself. In a `console` block
`$` stands before a command, below it what it prints; a line `...` stands there for any lines.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import nasdsl
from nasdsl import limits
from nasdsl.cli.main import COMMANDS, cli
from nasdsl.experiment.reader import READERS
from nasdsl.formatting.statements import formatted
from nasdsl.source import Source

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
FOLDERS = "nasdsl|backends|benchmarks|docs|examples|grammars|specs|tests"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)
NAMED = re.compile(r"# (\w+\.nas)\n")
BEGUN = re.compile(r"^(network|block|options|pipeline|reduction|cell|let)\b *(\w*)", re.MULTILINE)
COUNTED = re.compile(r"# ([\d,]+) genotypes?$", re.MULTILINE)
COMMAND = re.compile(r"^\$ nasdsl (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
TRAINING = ("train", "search", "report", "retrain")
FRAME = "space frame\ninput 8 x 8 x 4\nclasses 10\n"
BODY = "network = identity\n"


def blocks(path: Path) -> list[tuple[str, str]]:
    """The language and the text of every block of a document, in order."""
    return BLOCK.findall(path.read_text("utf-8"))


def session(path: Path) -> list[tuple[str, str]]:
    """The commands of a document, in order, each with what it prints."""
    return COMMAND.findall("".join(text for kind, text in blocks(path) if kind == "console"))


def every(language: str) -> list[object]:
    """The blocks of a language in all documents, each with its document."""
    return [
        pytest.param(path, text, id=f"{path.stem}-{number}")
        for path in DOCUMENTS
        for number, (_, text) in enumerate(b for b in blocks(path) if b[0] == language)
    ]


def write_files(path: Path) -> None:
    """Write the files that a document has into the current folder."""
    for _, text in blocks(path):
        if name := NAMED.match(text):
            Path(name[1]).write_text(text, "utf-8")


def plain_name(heading: str) -> str:
    """What a link calls a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_links(path: Path) -> None:
    """A link leads to a file, and to a heading in it."""
    text = BLOCK.sub("", path.read_text("utf-8"))
    for file, heading in re.findall(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", text):
        target = path.parent / file if file else path
        assert target.exists(), file
        headings = re.findall(r"^#+ (.*)$", target.read_text("utf-8"), re.MULTILINE)
        assert not heading or heading in map(plain_name, headings), f"{file}#{heading}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_paths(path: Path) -> None:
    """A path of the sources that a document names is there; what is in capitals stands for any."""
    named = re.findall(rf"`((?:{FOLDERS})/[a-z_0-9/.]*)`", path.read_text("utf-8"))
    assert [each for each in named if not (ROOT / each).exists()] == []


def test_precedence() -> None:
    """The brackets in the table of precedence are those that can be left out."""
    document = (ROOT / "docs/language.md").read_text("utf-8").replace(r"\|", "|")
    document = document.partition("## Precedence")[2]
    rows = re.findall(r"^\| `.*` \| `(.*)` \| `(.*\(.*)` \|$", document, re.MULTILINE)
    assert len(rows) == 6
    for left_out, written in rows:
        plain, full = (formatted(Source("text", f"let x = {text}")) for text in (left_out, written))
        assert plain == full != f"let x = {written}\n"


def test_reserved_words() -> None:
    """The document lists the words that the grammar keeps for itself."""
    grammar = (ROOT / "grammars/nas.lark").read_text("utf-8")
    document = " ".join((ROOT / "docs/language.md").read_text("utf-8").split())
    (words,) = re.findall(r"^NAME: +/\(\?!\(\?:(.*?)\)", grammar, re.MULTILINE)
    assert f"These are no names: `{words.replace('|', ' ')}`" in document


def test_limits() -> None:
    """The document states the limits that are."""
    document = (ROOT / "docs/language.md").read_text("utf-8")
    section = " ".join(document.partition("## Limits")[2].split())
    for limit in (
        *(f"{limits.FILES} files", f"brackets {limits.BRACKETS} deep", f"{limits.DEPTH} deep"),
        *(f"{limits.OPERANDS} operands", f"{limits.NUMBER_DIGITS} digits"),
        *(f"{limits.REPEATS:,} repetitions", f"{limits.ARMS:,} arms", f"{limits.USES:,} uses"),
        *(f"{limits.STEPS:,} operations", f"{limits.LOCI:,} places"),
    ):
        assert limit in section


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
        assert space.decode(space.unrank(0)).macs >= 0


def as_pattern(output: str) -> str:
    """What a command may print, where `...` stands for any lines."""
    lines = output.rstrip("\n").split("\n")
    return "".join(r"(?:.*\n)*" if line == "..." else re.escape(line) + r" *\n" for line in lines)


@pytest.mark.parametrize(
    "trains", [False, pytest.param(True, marks=pytest.mark.long)], ids=["plain", "training"]
)
@pytest.mark.parametrize("path", [*filter(session, DOCUMENTS)], ids=lambda path: path.stem)
def test_session(path: Path, trains: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands of a document print what it says, one after the other."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    write_files(path)
    for line, output in session(path):
        command, _, file = line.partition(" > ")
        if trains or command.split()[0] not in TRAINING:
            result = CliRunner().invoke(cli, shlex.split(command), prog_name="nasdsl")
            if file:
                Path(file).write_text(result.stdout, "utf-8")
            printed = result.stderr if file else result.output
            assert re.fullmatch(as_pattern(output) if output else "", printed), printed


@pytest.mark.parametrize(("path", "text"), every("python"))
def test_program(path: Path, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program of a document runs."""
    monkeypatch.chdir(tmp_path)
    write_files(path)
    exec(compile(text, "document", "exec"), {})


ROWS = re.findall(r"^\| `nasdsl ([^`]+)`", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
"""The commands of the README's table."""


def commands() -> list[str]:
    """Those of the README's table that train nothing."""
    return [command for command in ROWS if command.split()[0] not in TRAINING]


def test_every_command_has_a_row() -> None:
    """The README says of each command what it answers."""
    assert {command.split()[0] for command in ROWS} == set(COMMANDS)


def test_settings() -> None:
    """The reference names every setting of every section of a spec."""
    document = (ROOT / "docs/language.md").read_text("utf-8")
    table = document.partition("## Experiments")[2].partition("## ")[0]
    _, *parts = re.split(r"^\| `(\w+)` \|", table, flags=re.MULTILINE)
    told = dict(zip(parts[::2], parts[1::2], strict=True))
    for section, readers in READERS.items():
        assert set(readers) - set(re.findall(r"`(\w+)", told[section])) == set()


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
