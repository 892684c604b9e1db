"""How results are printed: lines and tables for people, JSON for programs."""

from __future__ import annotations

import json
import re
import shutil
import sys
import textwrap
from collections.abc import Container, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import IO, Any

import click

from nasdsl import limits
from nasdsl.errors import PlacedError, SpecError

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # what could steer a terminal
NUMBERS = re.compile(r"\[\s+(-?\d[-\d,\s]*?)\s+\]")  # a list of whole numbers takes one line
GAP = "  "  # between columns


class Told(click.ClickException):
    """The end of a command: an error that is told in the words that it came with."""

    def __init__(self, error: Exception | str) -> None:
        if isinstance(error, SpecError | PlacedError):
            # A diagnostic begins with its place, and says by itself that it is an error.
            super().__init__(f"{error}\n{more(d.code for d in error.diagnostics)}")
        else:
            super().__init__(f"error: {error}")

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message."""
        say(self.message, err=True)


class Interrupted(click.ClickException):
    """The end of a command by Ctrl-C."""

    exit_code = 130  # as shells say it

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message, in a terminal on the line below its `^C`."""
        if is_terminal(sys.stderr):
            say(err=True)
        say(self.message, err=True)


def say(text: str = "", err: bool = False) -> None:
    """Print text that may come from a file: without the characters that steer a terminal."""
    click.echo(CONTROL.sub("\ufffd", text), err=err)


def more(codes: Iterable[str]) -> str:
    """How to learn more of what was reported with these codes."""
    return f"more: nasdsl explain {' '.join([*dict.fromkeys(codes)][:3])}"


def emit(data: Any) -> None:
    """Print data as JSON."""
    text = json.dumps(data, indent=2)
    click.echo(NUMBERS.sub(lambda found: f"[{' '.join(found[1].split())}]", text))


def number(value: int) -> str:
    """A whole number with separators, and its size in short if it is long."""
    digits = str(value)
    if len(digits) <= 12:
        return f"{value:,}"
    text = f"{value:,}" if len(digits) <= 60 else limits.brief(value)
    return f"{text}  ({digits[0]}.{digits[1:3]}e{len(digits) - 1})"


def plural(count: int, noun: str) -> str:
    """A number of things, in words."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def table(
    heads: Sequence[str], rows: Iterable[Sequence[str] | str], left: Container[int] = ()
) -> None:
    """Print columns as wide as their cells; the words of a head are stacked where it is wider.

    Args:
        heads: of the columns.
        rows: cells by row; a text in place of a row is a heading between rows.
        left: the columns that are aligned at their left; the last one is, whatever this says.
    """
    rows = list(rows)
    columns = zip(heads, *(row for row in rows if not isinstance(row, str)), strict=True)
    widths = [max(map(len, [*head.split(), *cells]), default=0) for head, *cells in columns]
    for row in (*_stacked(heads, widths), *rows):
        if isinstance(row, str):
            say(row)
            continue
        *cells, last = row
        sized = zip(cells, widths, strict=False)
        aligned = (c.ljust(w) if i in left else c.rjust(w) for i, (c, w) in enumerate(sized))
        hang("".join(cell + GAP for cell in aligned), last)


def _stacked(heads: Sequence[str], widths: Sequence[int]) -> list[tuple[str, ...]]:
    """The rows that the heads take, the last one full."""
    stacks = [textwrap.wrap(head, max(width, 1)) for head, width in zip(heads, widths, strict=True)]
    height = max(map(len, stacks))
    return list(zip(*([""] * (height - len(stack)) + stack for stack in stacks), strict=True))


def hang(head: str, text: str) -> None:
    """Print text behind its head; what does not fit into the terminal goes on below its start."""
    width = shutil.get_terminal_size().columns - len(head)
    lines = [text]
    if is_terminal(sys.stdout) and width >= 20:
        lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
    say((head + f"\n{' ' * len(head)}".join(lines)).rstrip())


def waiting(text: str) -> AbstractContextManager[Any]:
    """Say in the terminal what takes a while."""
    found = console()
    return found.status(text) if found.is_terminal else nullcontext()


def console() -> Any:
    """Where progress goes: beside the results, which may be kept in a file."""
    from rich.console import Console

    return Console(stderr=True)


def is_terminal(stream: object) -> bool:
    """Whether somebody looks at it; a stream that was closed is None."""
    return getattr(stream, "isatty", bool)()
