"""Where the parser stops in a wrong spec, and the mistake that is diagnosed there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from nasdsl.language.expected import EXPRESSION
from nasdsl.language.vocabulary import STATEMENTS, opening_brackets
from nasdsl.source import Source, Span

STATEMENT = re.compile(rf"^[ \t]*({'|'.join(STATEMENTS)})\b", re.MULTILINE)
NEAR = 200  # characters around a mistake that are looked at


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the parser stops: a token that does not fit into the grammar, and its surroundings.

    Args:
        source: the whole text.
        begin: the offset at which the statement begins.
        span: the token that does not fit.
        text: the text of that token; '' at the end of the file.
        kind: the grammar terminal of that token; '' for characters that begin no terminal.
        accepted: the terminals that the parser would have accepted instead.
        previous: the token before that token.
        earlier: the terminals that the parser would have accepted instead of `previous`.
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
        """Whether an expression can begin with the token that does not fit."""
        return self.kind in EXPRESSION

    @property
    def awaited(self) -> bool:
        """Whether the grammar requires an expression to begin at the token that does not fit."""
        return self.accepted >= {"NAME", "INT"} and "ARROW" not in self.accepted

    @property
    def line(self) -> str:
        """The line of the text in which the token that does not fit stands."""
        return self.source.line(self.span.position[0])

    @property
    def rest(self) -> str:
        """The text after the token that does not fit, at most 200 characters."""
        start = self.span.start + len(self.text)
        return self.source.text[start : start + NEAR]

    def before(self, offset: int) -> str:
        """The statement's text before an offset, of which the last 200 characters at most.

        Args:
            offset: the offset, counted from the start of the source.
        """
        return self.source.text[max(self.begin, offset - NEAR) : offset]

    @property
    def statement(self) -> str:
        """The keyword with which the statement begins; '' if it begins with none."""
        begun = STATEMENT.findall(self.source.text, self.begin, self.span.start)
        return begun[-1] if begun else ""

    @property
    def bracket(self) -> Span | None:
        """The innermost bracket open at the token that does not fit; None if there is none."""
        offsets = opening_brackets(self.source.text, self.begin, self.span.start)
        return Span(self.source, offsets[-1], offsets[-1] + 1) if offsets else None

    @property
    def brace_of(self) -> str:
        """The word before the innermost open bracket if that is a brace, as `train` in `train {`.

        It is '' if there is no such brace.
        """
        if self.bracket is None or self.bracket.text != "{":
            return ""
        match = re.search(r"(\w+)\s*$", self.before(self.bracket.start))
        return match[1] if match else ""


class Mistake(NamedTuple):
    """What is wrong where the parser stops, as far as it differs from the general message.

    Args:
        code: the code of the message.
        help: a hint, if there is one.
        message: replaces the general message, which says what was expected.
        span: the place of the mistake, if it is not the token that does not fit.
    """

    code: str
    help: str | None = None
    message: str | None = None
    span: Span | None = None


def begins_line(span: Span) -> bool:
    """Whether only blanks stand before a span on its line."""
    line, column = span.position
    return not span.source.line(line)[: column - 1].strip()
