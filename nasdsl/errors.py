"""All exceptions of nasdsl: each ends a command with a message, never with a traceback."""

from __future__ import annotations

import difflib
import importlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from traceback import extract_tb

from nasdsl.source import WIDTH, Span

CALLERS = (
    os.path.join(os.path.dirname(__file__), ""),
    os.path.join(os.path.dirname(importlib.__file__), ""),
    "<frozen ",
)
"""Where files begin whose code calls, or imports, that of users: nasdsl and importlib."""

LONG = re.compile(r"'[^']{80,}'")  # a name, of which a message shows the beginning


class NasdslError(Exception):
    """An error that the user can mend; the base of all exceptions of nasdsl.

    Args:
        message: what is wrong, as a sentence without a full stop.
        help: how to mend it, if that is known.
    """

    def __init__(self, message: str, help: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.help = help

    def __str__(self) -> str:
        return self.message if self.help is None else f"{self.message}\n  help: {self.help}"

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows in place of a traceback: the message alone."""
        return str(self).splitlines()


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """An error or a warning about a spec.

    Args:
        code: the code of the message, as `E802`; warnings begin with W.
        span: the place in the spec.
        message: what is wrong there.
        help: how to mend it, if that is known.
        uses: where the place lies in the body of a definition: the places in the spec that use the
            definition, the innermost first.
    """

    code: str
    span: Span
    message: str
    help: str | None = None
    uses: tuple[Span, ...] = ()

    @property
    def severity(self) -> str:
        """`error` or `warning`."""
        return "warning" if self.code.startswith("W") else "error"

    def render(self, columns: int = WIDTH) -> str:
        """The message as a user reads it, with the line of the spec and carets below the place.

        Args:
            columns: the width of the terminal in characters; longer lines of the spec are cut.
        """
        line, column = self.span.position
        message = LONG.sub(lambda name: f"{name[0][:37]}...'", self.message)
        head = f"{self.span.source.name}:{line}:{column}: {self.severity}[{self.code}]: {message}"
        used = ", from ".join(use.place(self.span.source) for use in self.uses)
        tail = [f"  used at {used}"] if used else []
        tail += [] if self.help is None else [f"  help: {self.help}"]
        return "\n".join([head, self.span.carets(columns), *tail])


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Diagnostics sorted by file, place and code.

    Of diagnostics that differ only in the uses that led to the place, the first is listed.
    """
    by_place = sorted(diagnostics, key=lambda d: (d.span.source.name, d.span.start, d.code))
    first: dict[Diagnostic, Diagnostic] = {}
    for diagnostic in by_place:
        first.setdefault(replace(diagnostic, uses=()), diagnostic)
    return tuple(first.values())


class SpecError(NasdslError):
    """Raised for a spec that is wrong.

    Args:
        diagnostics: a diagnostic for each error; they are sorted by place.
    """

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = ordered(diagnostics)
        super().__init__("\n".join(d.render() for d in self.diagnostics))


class PlacedError(NasdslError):
    """An error of one network, with the place in the spec from which it comes.

    `message` has only the fact; `str` adds the place and the line of the spec with carets.

    Args:
        diagnostic: the message with its place.
    """

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message, diagnostic.help)
        self.diagnostics = (diagnostic,)

    def __str__(self) -> str:
        return self.diagnostics[0].render()


class GenomeError(NasdslError):
    """An index, genome or packed vector X that does not belong to the space in question."""


class DataError(NasdslError):
    """A data set that is missing, damaged or of the wrong form."""


class BackendError(NasdslError):
    """A backend that is unknown, not installed, or cannot do what was asked."""


class RunError(NasdslError):
    """A run cannot be written, read or resumed, or another file cannot be written."""


def failure(what: str, error: Exception) -> str:
    """A message that code of a user or of another distribution fails, with file and line.

    Args:
        what: names that code, as the subject of the sentence.
        error: the exception that it raised.
    """
    return f"{what} fails: {cause(error)}"


def cause(error: Exception) -> str:
    """What went wrong in code of a user or of another distribution, with file and line.

    Neither is told where that code was not even begun: a function that takes other arguments, say.
    """
    frames = extract_tb(error.__traceback__)
    theirs = [frame for frame in frames if not frame.filename.startswith(CALLERS)]
    where = f" ({Path(theirs[-1].filename).name}:{theirs[-1].lineno})" if theirs else ""
    return f"{type(error).__name__}: {error}{where}"


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is most similar to an unknown one, case ignored.

    Args:
        word: the unknown word.
        known: the known words.

    Returns:
        The word; None if none is similar.
    """
    small = {other.lower(): other for other in known if other != word}
    close = difflib.get_close_matches(word.lower(), small, n=1, cutoff=0.6)
    return small[close[0]] if close else None


def nearest(word: str, known: Iterable[str]) -> str | None:
    """A hint for an unknown word: `did you mean '...'?` with the most similar known word.

    Args:
        word: the unknown word.
        known: the known words.

    Returns:
        The hint; None if no known word is similar.
    """
    close = closest(word, known)
    return None if close is None else f"did you mean '{close}'?"


def with_type(value: object) -> str:
    """The type of a value with its article, for messages: `a str`, `an int`."""
    name = type(value).__name__
    return f"{'an' if name[0] in 'AEIOaeio' else 'a'} {name}"  # but: a uint8
