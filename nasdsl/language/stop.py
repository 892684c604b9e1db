"""Where the parser stops, and what is said of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from nasdsl.language.expected import EXPRESSION
from nasdsl.language.vocabulary import opening_brackets
from nasdsl.source import Source, Span

NEAR = 200  # characters around a mistake that are looked at


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the parser stops.

    Args:
        source: the whole text.
        begin: where the statement begins.
        span: what does not fit.
        text: its text; '' at the end of the file.
        kind: its terminal; '' where no word of the language begins like it.
        accepted: the terminals that could have stood there.
        previous: the token before it.
        earlier: the terminals that could have stood in that one's place.
    """

    source: Source
    begin: int
    span: Span
    text: str
    kind: str
    accepted: frozenset[str]
    previous: Span
    earlier: frozenset[str]

    @property
    def begins(self) -> bool:
        """Whether an expression can begin with it."""
        return self.kind in EXPRESSION

    @property
    def awaited(self) -> bool:
        """Whether an expression must begin there."""
        return self.accepted >= {"NAME", "INT"} and "ARROW" not in self.accepted

    @property
    def line(self) -> str:
        """The line in which it stands."""
        return self.source.line(self.span.position[0])

    @property
    def rest(self) -> str:
        """The text after it, some characters of it."""
        start = self.span.start + len(self.text)
        return self.source.text[start : start + NEAR]

    def before(self, offset: int) -> str:
        """The text of the statement before an offset, some characters of it."""
        return self.source.text[max(self.begin, offset - NEAR) : offset]

    @property
    def bracket(self) -> Span | None:
        """The innermost bracket that is open there."""
        offsets = opening_brackets(self.source.text, self.begin, self.span.start)
        return Span(self.source, offsets[-1], offsets[-1] + 1) if offsets else None

    @property
    def brace_of(self) -> str:
        """The word before an open brace: `train`, `given k`'s `k`; of others ''."""
        if self.bracket is None or self.bracket.text != "{":
            return ""
        match = re.search(r"(\w+)\s*$", self.before(self.bracket.start))
        return match[1] if match else ""


class Mistake(NamedTuple):
    """A mistake: its code, what mends it, and what is told instead of what was expected.

    `span` is where it is shown, if that is not where the parser stops.
    """

    code: str
    help: str | None = None
    message: str | None = None
    span: Span | None = None


def begins_line(span: Span) -> bool:
    """Whether nothing stands before it on its line."""
    line, column = span.position
    return not span.source.line(line)[: column - 1].strip()


def shorten(text: str) -> str:
    """A text, or the beginning of one that is long."""
    return text if len(text) <= 40 else text[:37] + "..."
