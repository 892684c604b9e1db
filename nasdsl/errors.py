"""One tree of errors: each ends a command with a message for its user, never with a traceback."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from nasdsl.source import WIDTH, Span

LONG = re.compile(r"'[^']{80,}'")  # a name, of which a message shows the beginning


class NasdslError(Exception):
    """What a user can mend, said in one message.

    Args:
        message: the fact, as a sentence without a full stop.
        help: what to do about it, if that is known.
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
    """One thing wrong with a spec, or likely not meant: its code, place, fact and remedy.

    `uses` led to the place where it stands in a definition's body, the innermost first.
    """

    code: str
    span: Span
    message: str
    help: str | None = None
    uses: tuple[Span, ...] = ()

    @property
    def severity(self) -> str:
        """`error`, or `warning` for what is legal."""
        return "warning" if self.code.startswith("W") else "error"

    def render(self, columns: int = WIDTH) -> str:
        """The message as a user reads it, with as much of the line as fits, and carets."""
        line, column = self.span.position
        message = LONG.sub(lambda name: f"{name[0][:37]}...'", self.message)
        head = f"{self.span.source.name}:{line}:{column}: {self.severity}[{self.code}]: {message}"
        used = ", from ".join(use.place(self.span.source) for use in self.uses)
        tail = [f"  used at {used}"] if used else []
        tail += [] if self.help is None else [f"  help: {self.help}"]
        return "\n".join([head, self.span.carets(columns), *tail])


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Diagnostics in the order of the text, each once, with the uses that led to it first."""
    by_place = sorted(diagnostics, key=lambda d: (d.span.source.name, d.span.start, d.code))
    first: dict[Diagnostic, Diagnostic] = {}
    for diagnostic in by_place:
        first.setdefault(replace(diagnostic, uses=()), diagnostic)
    return tuple(first.values())


class SpecError(NasdslError):
    """A spec that cannot be used: all that is wrong with it at one stage."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = ordered(diagnostics)
        super().__init__("\n".join(d.render() for d in self.diagnostics))


class PlacedError(NasdslError):
    """What is wrong with one network, and the place in the spec that asks for it.

    Its `message` is the fact alone; as text it has the place and the line with carets.
    """

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message, diagnostic.help)
        self.diagnostics = (diagnostic,)

    def __str__(self) -> str:
        return self.diagnostics[0].render()


class GenomeError(NasdslError):
    """An index, genome or packed vector that is not of this space."""


class DataError(NasdslError):
    """A data set that is missing, damaged or of the wrong form."""


class BackendError(NasdslError):
    """A backend that is unknown, not installed, or cannot do what was asked."""


class RunError(NasdslError):
    """A file that cannot be written, or a run that cannot be written, read or resumed."""


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is nearest to `word`, large letters being as small."""
    small = {other.lower(): other for other in known if other != word}
    close = difflib.get_close_matches(word.lower(), small, n=1, cutoff=0.6)
    return small[close[0]] if close else None


def nearest(word: str, known: Iterable[str]) -> str | None:
    """'did you mean ...?' with the closest known word."""
    close = closest(word, known)
    return None if close is None else f"did you mean '{close}'?"
