"""What users read when a spec is wrong: golden texts, one for each bad spec of this folder.

`ACCEPT=1 pytest tests/messages` rewrites those that have changed; read the difference as a user.
"""

from __future__ import annotations

import contextlib
import os
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import nasdsl
from nasdsl import limits
from nasdsl.errors import Diagnostic, NasdslError, SpecError
from nasdsl.language import library
from nasdsl.language.imports import gather_used
from nasdsl.language.parser import recover
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source

HERE = Path(__file__).parent
HEAD = 'space bad "A spec with a mistake"\n\ninput 8 x 8 x 3\nclasses 10\n\n'
CODE = re.compile(r"\b[EW]\d{3}\b")
# Names of the grammar's terminals and of Python's things: nothing that a user has ever seen.
INTERNAL = re.compile(
    r"Traceback|Token|Unexpected|Exception|Fraction|lark|__|None\b|\bself\b|<class|object at"
    r"|\b(?:LPAR|RPAR|LSQB|RSQB|LBRACE|RBRACE|VBAR|COLON|COMMA|EQUAL|ANON|NAME|INT|FLOAT|STRING"
    r"|ROLE|SECTION|CLASSES|ELSE|SAME|COMPARE|ADD|MULTIPLY)\b|\$END"
)


def definitions(number: int, first: str, form: str) -> str:
    """`first`, then definitions that each use the one before."""
    return first + "".join(form.format(i, i - 1) for i in range(1, number + 1))


def binary() -> str:
    rng = random.Random(0)
    return "".join(chr(rng.randrange(1, 256)) for _ in range(2_000))


GENERATED: dict[str, Callable[[], str]] = {
    "e101_binary": binary,
    "e101_one_word_many_times": lambda: HEAD + "network " * 50_000,
    "e102_brackets_10000_deep": lambda: HEAD + "network = " + "(" * 10**4 + "relu" + ")" * 10**4,
    "e103_number_of_100000_digits": lambda: f"{HEAD}network = conv({'9' * 10**5})",
    "e201_in_a_line_of_50000": lambda: HEAD + "network = " + "relu -> " * 2_500 + "rellu" * 2_500,
    "e502_chain_of_10000_definitions": lambda: (
        HEAD + definitions(10_000, "block a0 = relu\n", "block a{} = a{}\n") + "network = a10000\n"
    ),
    "e502_chain_of_10000_arguments": lambda: (
        HEAD + definitions(10_000, "block a0(x) = x\n", "block a{}(x) = a{}(x -> relu)\n")
        + "network = a10000(relu)\n"
    ),
    "e504_100000_operands": lambda: f"{HEAD}network = conv({' + '.join(['1'] * 10**5)})\n",
    "e505_doubling": lambda: (
        HEAD + definitions(60, "block a0 = relu\n", "block a{0} = a{1} -> a{1}\n")
        + "network = a60\n"
    ),
    "e503_many_arms": lambda: f"{HEAD}network = {' | '.join(['relu'] * 20_000)}\n",
}  # fmt: skip


def diagnostics(name: str, text: str) -> tuple[Diagnostic, ...]:
    """What is reported of a spec: errors, or, if its name says that it is legal, warnings."""
    with contextlib.chdir(HERE):
        if name.startswith("w"):
            return SearchSpace(gather_used(recover(Source(f"{name}.nas", text)))).warnings
        with pytest.raises(SpecError) as caught:
            SearchSpace(gather_used(recover(Source(f"{name}.nas", text)))).check_bounds()
    assert str(caught.value) == "\n".join(d.render() for d in caught.value.diagnostics)
    return caught.value.diagnostics


def compare(name: str, text: str) -> None:
    golden = HERE / f"{name}.txt"
    if os.environ.get("ACCEPT"):
        golden.write_text(text + "\n", "utf-8")
    assert golden.read_text("utf-8") == text + "\n"


def check(name: str, text: str) -> None:
    """Compare all that is reported with the golden text, and what holds of every message."""
    found = diagnostics(name, text)
    for diagnostic in found:
        rendered = diagnostic.render()
        assert not INTERNAL.search(rendered.replace(text, ""))
        assert max(map(len, rendered.splitlines())) < 400
        lines = rendered.splitlines()
        assert "^" in lines[2]
        assert len(lines[2]) <= len(lines[1]) + 1
        assert not diagnostic.message.endswith(".")
    compare(name, "\n".join(d.render() for d in found))


@pytest.mark.parametrize("name", sorted(path.stem for path in HERE.glob("*.nas")))
def test_message(name: str) -> None:
    check(name, (HERE / f"{name}.nas").read_text("utf-8"))


@pytest.mark.parametrize("name", sorted(GENERATED))
def test_message_of_a_generated_spec(name: str) -> None:
    check(name, GENERATED[name]())


def test_every_golden_text_has_its_spec() -> None:
    specs = {path.stem for path in HERE.glob("*.nas")} | GENERATED.keys()
    assert {path.stem for path in HERE.glob("*.txt")} == specs


def test_every_code_has_a_message() -> None:
    package = Path(nasdsl.__file__).parent
    folders = ("language", "elaborate", "space", "lint", "experiment")
    sources = [path for folder in folders for path in package.glob(f"{folder}/*.py")]
    raised = {code for path in sources for code in CODE.findall(path.read_text("utf-8"))}
    told = {code for path in HERE.glob("*.txt") for code in CODE.findall(path.read_text("utf-8"))}
    assert told == raised
    assert len(raised) >= 40


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x89PNG\r\n\x1a\n", "'spec.nas' is not text: byte 0 is not UTF-8"),
        (b"space s\0", "'spec.nas' is not text: it holds a zero byte"),
        (b" " * (limits.FILE_BYTES + 1), "'spec.nas' cannot be read: it is larger than 500 kB"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_text(
    data: bytes, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("spec.nas").write_bytes(data)
    with pytest.raises(NasdslError, match=re.escape(message)):
        library.read_spec("spec.nas")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_end_of_a_line_does_not_move_a_place(newline: str, tmp_path: Path) -> None:
    text = (HERE / "several_errors.nas").read_text("utf-8")
    path = tmp_path / "spec.nas"
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", newline).encode())
    with pytest.raises(SpecError) as caught:
        SearchSpace(recover(library.read_spec(str(path))))
    places = [d.span.position for d in caught.value.diagnostics]
    assert places == [d.span.position for d in diagnostics("several_errors", text)]


def test_what_is_in_a_comment_or_a_text_is_not_looked_at() -> None:
    junk = "((( ]]] 9" + "9" * 100 + "e99999999 \x07"
    spec = f'space good "{junk}"  # {junk}\ninput 4 # {junk}\nnetwork = relu  # "\n'
    assert SearchSpace(recover(Source("good.nas", spec))).count() == 1
