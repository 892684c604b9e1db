"""Source texts with names, and spans: pieces of a text to which messages point."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

TAB = 4
WIDTH = 158  # characters of a line of a message, where no terminal shows it

BRIEF = 40  # characters of a text that a message quotes


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A text and its name.

    Args:
        name: the name by which a user knows it, usually a path.
        text: the text.
    """

    name: str
    text: str
    _starts: list[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        starts = [0, *(i + 1 for i, char in enumerate(self.text) if char == "\n")]
        object.__setattr__(self, "_starts", starts)

    def locate(self, offset: int) -> tuple[int, int]:
        """Line and column, both counted from 1, of the character at `offset`."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of line `number`, counted from 1, without the line break."""
        start = self._starts[number - 1]
        end = self._starts[number] if number < len(self._starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")


@dataclass(frozen=True, slots=True)
class Span:
    """Some consecutive characters of a source.

    Args:
        source: the source.
        start: the offset of the first character.
        end: the offset after the last character.
    """

    source: Source
    start: int
    end: int

    @property
    def position(self) -> tuple[int, int]:
        """Line and column of the first character, both counted from 1."""
        return self.source.locate(self.start)

    @property
    def text(self) -> str:
        """The characters of the span."""
        return self.source.text[self.start : self.end]

    @property
    def brief(self) -> str:
        """The characters of the span on one line, shortened with `...` to 40 at most."""
        text = " ".join(self.text.split())
        return text if len(text) <= BRIEF else f"{text[: BRIEF - 3]}..."

    def place(self, source: Source) -> str:
        """Line and column where the span begins, as text: `12:5`, or `a.nas:12:5` in another file.

        Args:
            source: the source whose name is left out, as it is known from elsewhere.
        """
        line, column = self.position
        return (
            f"{line}:{column}" if self.source is source else f"{self.source.name}:{line}:{column}"
        )

    def carets(self, columns: int = WIDTH) -> str:
        """The first line of the text that the span covers, and below it carets under the span.

        Args:
            columns: of a line longer than this, in characters, only the surroundings of the span
                are shown.
        """
        number, column = self.position
        text = _printable(self.source.line(number))
        width = max(1, min(self.end - self.start, len(text) - column + 1))
        before, marked = text[: column - 1], text[column - 1 : column - 1 + width]
        after = text[column - 1 + width :]
        gutter = f"{number:>5} | "
        before, marked = before.expandtabs(TAB), marked.expandtabs(TAB)
        after = after.expandtabs(TAB)
        room = columns - len(gutter)
        if len(before + marked + after) > room:
            before, marked, after = _cut(before, marked, after, room)
        head = gutter + before + marked + after
        return f"{head}\n{' ' * (len(gutter) - 2)}| {' ' * len(before)}{'^' * max(1, len(marked))}"


def _cut(before: str, marked: str, after: str, room: int) -> tuple[str, str, str]:
    """The parts of a line that fit into so many characters, of each the end next to the mark."""
    marked = marked if len(marked) <= room // 3 else marked[: room // 3 - 3] + "..."
    rest = room - len(marked)
    beside = min(len(after), max(rest // 2, rest - len(before)))
    before = before if len(before) <= rest - beside else "..." + before[beside - rest + 3 :]
    after = after if len(after) <= beside else after[: beside - 3] + "..."
    return before, marked, after


def _printable(text: str) -> str:
    """A line without what would move a terminal's cursor."""
    return "".join(c if c.isprintable() or c == "\t" else "\ufffd" for c in text)


def join(first: Span, last: Span) -> Span:
    """The span from the start of one span to the end of another.

    Args:
        first: the one span.
        last: the other, later in the same source.
    """
    return Span(first.source, first.start, last.end)
