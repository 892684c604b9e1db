"""The command line in this process, and its golden texts.

A transcript holds commands and all that they print. `ACCEPT=1 pytest tests/cli` rewrites those
that have changed; whether they should have is then for the reviewer of the difference to judge.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from click.testing import CliRunner

from nasdsl import limits
from nasdsl.cli.main import cli
from nasdsl.language import library

GOLDEN = Path(__file__).parent / "golden"
# What differs from run to run, or between machines, and what it is replaced by.
TIME_LEFT = re.compile(r" \| [^|\n]* left(?= \|)"), ""
VERSIONS = re.compile(r'("(?:nasdsl|deap|python)": )"[\d.]+"'), r'\1"..."'
NAMES = ", ".join(library.spec_names())
SEARCH = (
    *("search", "pouy_digits", "--data", "digits", "--epochs", "2", "--seed", "3"),
    *("--population", "4", "--generations", "2"),
)


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


def nasdsl(*args: str, input: bytes = b"") -> Ended:
    """Run a command; what is not a known error is raised here, since it would be a traceback."""
    with limits.deep_recursion():
        result = CliRunner().invoke(cli, args, input=input, prog_name="nasdsl")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ended(result.exit_code, result.stdout, result.stderr)


def transcript(name: str, commands: Iterable[str | tuple[str, ...]]) -> list[Ended]:
    """Compare what commands print with the golden text; how they ended."""
    split = [tuple(c.split()) if isinstance(c, str) else c for c in commands]
    ended = [nasdsl(*args) for args in split]
    text = "\n".join(map(_told, split, ended))
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("ACCEPT"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert path.read_text("utf-8") == text
    return ended


def _told(args: tuple[str, ...], ended: Ended) -> str:
    """A command as a reader of a terminal sees it; what goes to stderr stands behind a bar."""
    errors = "".join(f"| {_cut(line)}".rstrip() + "\n" for line in ended.err.splitlines())
    code = f"exit {ended.code}\n" if ended.code else ""
    text = f"$ nasdsl {shlex.join(map(_cut, args))}".rstrip() + f"\n{ended.out}{errors}{code}"
    for pattern, lasting in (TIME_LEFT, VERSIONS):
        text = pattern.sub(lasting, text)
    return text.replace(NAMES, "(all names)")


def _cut(text: str) -> str:
    text = text.replace(NAMES, "(all names)")
    return text if len(text) <= 200 else f"{text[:50]}... ({len(text)} characters)"
