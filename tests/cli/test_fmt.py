"""`fmt`: what it rewrites, what it leaves alone, and what it says of both."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from cli.harness import nasdsl, transcript

SPECS = Path(__file__).parents[2] / "specs"
UNUSUAL = 'space  a "A"\ninput 4   # channels\nnetwork=relu->gelu'
USUAL = 'space a "A"\ninput 4  # channels\nnetwork = relu -> gelu\n'


def test_what_is_told() -> None:
    Path("usual.nas").write_text(USUAL)
    Path("bad.nas").write_text("space a\nnetwork = conv(3\n")
    names = ("unusual.nas", "usual.nas", "bad.nas", "nowhere.nas", ".")
    Path("unusual.nas").write_text(UNUSUAL)
    ended = transcript(
        "fmt",
        [
            ("fmt", *names, "--check"),
            ("fmt", *names, "--diff"),
            ("fmt", *names, "--check", "--json"),
            ("fmt", *names),
            ("fmt", "unusual.nas", "usual.nas"),
            ("fmt", "unusual.nas", "--check", "--diff"),
        ],
    )
    assert [e.code for e in ended] == [1, 1, 1, 1, 0, 0]
    assert Path("unusual.nas").read_text() == USUAL
    assert Path("bad.nas").read_text() == "space a\nnetwork = conv(3\n"


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_options_that_write_nothing(option: str) -> None:
    Path("a.nas").write_text(UNUSUAL)
    assert nasdsl("fmt", "a.nas", option).code == (option == "--check")
    assert Path("a.nas").read_text() == UNUSUAL


def test_specs_of_the_library_are_in_their_usual_form() -> None:
    ended = nasdsl("fmt", *map(str, sorted(SPECS.glob("*.nas"))), "--check")
    assert (ended.code, ended.err) == (0, "")


def test_json() -> None:
    Path("a.nas").write_text(UNUSUAL)
    expected = [{"file": "a.nas", "changes": True, "errors": []}]
    assert json.loads(nasdsl("fmt", "a.nas", "--json").out) == expected
    assert Path("a.nas").read_text() == USUAL
    expected[0]["changes"] = False
    assert json.loads(nasdsl("fmt", "a.nas", "--json").out) == expected


@pytest.mark.parametrize(
    ("text", "options", "expected"),
    [
        (UNUSUAL, (), (0, USUAL, "")),
        (USUAL, (), (0, USUAL, "")),
        ("", (), (0, "", "")),
        ("# \x1b[1m é", (), (0, "# \x1b[1m é\n", "")),
        (UNUSUAL, ("--check",), (1, "- would change\n1 file, 1 would change\n", "")),
        (USUAL, ("--check",), (0, "1 file, 0 would change\n", "")),
    ],
)
def test_a_pipe(text: str, options: tuple[str, ...], expected: tuple[int, str, str]) -> None:
    assert nasdsl("fmt", "-", *options, input=text.encode()) == expected


@pytest.mark.parametrize("content", [b"network = conv(3", b"\xff", b" " * 4_000_001])
def test_a_pipe_with_what_is_no_spec(content: bytes) -> None:
    code, out, err = nasdsl("fmt", "-", input=content)
    assert (code, out) == (1, "")
    assert err.startswith("-:")


def test_line_ends_and_marks_of_other_systems() -> None:
    Path("a.nas").write_bytes(b"\xef\xbb\xbf" + USUAL.replace("\n", "\r\n").encode())
    assert nasdsl("fmt", "a.nas", "--check").code == 1
    assert nasdsl("fmt", "a.nas").code == 0
    assert Path("a.nas").read_bytes() == USUAL.encode()


def test_links_and_permissions_stay() -> None:
    Path("a.nas").write_text(UNUSUAL)
    os.chmod("a.nas", 0o640)
    Path("link.nas").symlink_to("a.nas")
    assert nasdsl("fmt", "link.nas").code == 0
    assert Path("link.nas").is_symlink()
    assert Path("a.nas").read_text() == USUAL
    assert Path("a.nas").stat().st_mode & 0o777 == 0o640
    assert sorted(os.listdir()) == ["a.nas", "link.nas"]


def test_a_file_that_cannot_be_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    Path("a.nas").write_text(UNUSUAL)
    ended = nasdsl("fmt", "a.nas")
    told = "a.nas: error[E001]: cannot use a.nas: No space left on device\n"
    assert ended == (1, "1 file, 0 changed, 1 error\n", told)
    assert Path("a.nas").read_text() == UNUSUAL
    assert os.listdir() == ["a.nas"]
