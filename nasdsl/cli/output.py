"""Output: lines and tables for people, JSON for programs."""

from __future__ import annotations

import json
import math
import os
import re
import shutil
import sys
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from io import StringIO
from typing import IO, TYPE_CHECKING, Any, cast

import click

from nasdsl import source
from nasdsl.errors import PlacedError, SpecError
from nasdsl.util.text import printable

if TYPE_CHECKING:
    from rich.console import RenderableType

PLACE = re.compile(r"^\S[^\n]*?:\d+:\d+(?=: )", re.MULTILINE)
SEVERITY = re.compile(r"(?:(?<=: )|^)(?:error|warning)(?:\[\w+\])?(?=: )", re.MULTILINE)
WARNING = re.compile(r"^[^\n]*?: warning\[")
CARETS = re.compile(r"(?<=\| )\s*\^+$", re.MULTILINE)
HELP = re.compile(r"^  help(?=:)|^more(?=:)", re.MULTILINE)
NUMBERS = re.compile(r"\[\s+(-?\d[-\d,\s]*?)\s+\]")  # a list of whole numbers takes one line
WIDE = 10**6  # columns: what is printed is folded before, or not at all


class CliError(click.ClickException):
    """Ends a command with the message of an error, and the exit code 1.

    Args:
        error: the error or its message; diagnostics are printed with their places in the file.
    """

    def __init__(self, error: Exception | str) -> None:
        if isinstance(error, SpecError | PlacedError):
            # A diagnostic begins with its place, and says by itself that it is an error.
            width = columns(sys.stderr) or source.WIDTH
            texts = [diagnostic.render(width) for diagnostic in error.diagnostics]
            super().__init__("\n".join([*texts, more(d.code for d in error.diagnostics)]))
        else:
            super().__init__(f"error: {error}")

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message to the standard error."""
        tell(self.message, err=True)


class Interrupted(click.ClickException):
    """Ends a command after Ctrl-C, with the exit code 130."""

    exit_code = 130  # as shells say it

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message to the standard error, in a terminal on the line below its `^C`."""
        if is_terminal(sys.stderr):
            say(err=True)
        say(self.message, err=True)


def say(text: str = "", err: bool = False) -> None:
    """Print a line of text, without control characters, as it may come from a file.

    Args:
        text: the line.
        err: whether to print to the standard error.
    """
    click.echo(printable(text), err=err)


def more(codes: Iterable[str]) -> str:
    """The line `more: nasdsl explain E201 ...`, which says how to learn more about messages.

    Args:
        codes: the codes of the messages; the first three are named, each once.
    """
    return f"more: nasdsl explain {' '.join([*dict.fromkeys(codes)][:3])}"


def emit(data: Any) -> None:
    """Print data as JSON, in which null stands for numbers that are not finite."""
    text = json.dumps(_with_finite_numbers(data), indent=2, allow_nan=False)
    click.echo(NUMBERS.sub(lambda match: f"[{' '.join(match[1].split())}]", text))


def _with_finite_numbers(data: Any) -> Any:
    """Data in which null stands for the numbers that JSON has not: infinities, and NaN."""
    match data:
        case dict():
            items = cast("Mapping[object, object]", data).items()
            return {name: _with_finite_numbers(part) for name, part in items}
        case list() | tuple():
            return [_with_finite_numbers(part) for part in cast("Iterable[object]", data)]
        case float() if not math.isfinite(data):
            return None
        case _:
            return data


def plural(count: int, noun: str) -> str:
    """A number with a noun in the right form: `1 spec`, `2 specs`.

    Args:
        count: the number.
        noun: the noun in its singular form, whose plural ends in s.
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def columns(stream: object) -> int | None:
    """How many columns the terminal that shows `stream` has; None if no terminal shows it."""
    return shutil.get_terminal_size().columns if is_terminal(stream) else None


def draw(renderable: RenderableType, err: bool = False) -> None:
    """Print a text or table of the package rich, in colours if a terminal shows them.

    The environment variable NO_COLOR turns colours off.

    Args:
        renderable: the table or text.
        err: whether to print to the standard error.
    """
    from rich.console import Console

    stream = sys.stderr if err else sys.stdout
    coloured = is_terminal(stream) and not os.environ.get("NO_COLOR")
    text = StringIO()
    drawing = Console(
        file=text, width=WIDE, force_terminal=coloured, no_color=not coloured, highlight=False,
        markup=False, emoji=False, color_system="standard" if coloured else None,
    )  # fmt: skip
    drawing.print(renderable, soft_wrap=isinstance(renderable, str))
    for line in text.getvalue().splitlines():
        click.echo(line.rstrip(), err=err)


def tell(text: str, err: bool = False) -> None:
    """Print errors and warnings, with severity, carets and help in colours.

    Args:
        text: the messages.
        err: whether to print to the standard error.
    """
    from rich.text import Text

    painted = Text(printable(text), no_wrap=True, overflow="ignore")
    severity = "yellow" if WARNING.search(text) else "red"
    painted.highlight_regex(PLACE, "bold")
    painted.highlight_regex(SEVERITY, f"bold {severity}")
    painted.highlight_regex(CARETS, f"bold {severity}")
    painted.highlight_regex(HELP, "bold cyan")
    draw(painted, err)


def waiting(text: str) -> AbstractContextManager[Any]:
    """A context that shows `text` in the terminal, if there is one, while something takes long."""
    stderr = console()
    return stderr.status(text) if stderr.is_terminal else nullcontext()


def console() -> Any:
    """The rich console for progress: standard error, so that results can be redirected."""
    from rich.console import Console

    return Console(stderr=True)


def is_terminal(stream: object) -> bool:
    """Whether a stream is a terminal; a closed stream, which Python has as None, is not."""
    return getattr(stream, "isatty", bool)()
