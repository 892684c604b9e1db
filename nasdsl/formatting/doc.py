"""Documents (texts with places where a line may end), and their layout for a limited line width.

A group stands on one line if it fits, else each of its own breaks ends a line (Wadler, "A prettier
printer", 2003, with the greedy choice of Oppen, "Prettyprinting", 1980). A break that carries
comments always ends a line, so that a comment can stand wherever a line may be broken.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias, assert_never

WIDTH = 100
GAP = "  "  # before a comment that stands beside something

Doc: TypeAlias = "str | Line | Broken | Nest | Align | DocGroup | tuple[Doc, ...]"


@dataclass(frozen=True, slots=True)
class Line:
    """A place in a document where a line may end.

    Args:
        flat: the text that stands there if the line does not end; None if it always ends.
        beside: the comment at the end of the line, and comments right below that one.
        above: the lines between this line and the next text: comments and empty lines.
        inside: how many columns further than the next text the lines of `above` are indented.
    """

    flat: str | None
    beside: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    inside: int = 0


@dataclass(frozen=True, slots=True)
class Broken:
    """Text in a document that is written only if its group does not fit on one line.

    A group is a part of the document in which lines end at all places where they may, or at none.

    Args:
        text: the text, such as a comma after the last item.
    """

    text: str


@dataclass(frozen=True, slots=True)
class Nest:
    """A document (text with places where a line may end) whose lines are indented further.

    Args:
        columns: by how many columns.
        body: the document.
    """

    columns: int
    body: Doc


@dataclass(frozen=True, slots=True)
class Align:
    """A document whose lines are indented to the column at which it begins.

    Args:
        body: the document: a text with places where a line may end.
    """

    body: Doc


@dataclass(frozen=True, slots=True)
class DocGroup:
    """A document (text with places where a line may end) that is written on one line, if it fits.

    Otherwise its lines end at all those places; a group inside it decides for itself.

    Args:
        body: the document.
        broken: whether lines must end in any case, as after a comment.
    """

    body: Doc
    broken: bool


def group(*parts: Doc) -> DocGroup:
    """The parts of a document as one group, in which lines end where they may, or nowhere.

    Lines must end if something in the group cannot be on one line.
    """
    return DocGroup(parts, must_break(parts))


def must_break(doc: Doc) -> bool:
    """Whether a document cannot be written on one line, as it has comments or forced line ends.

    Args:
        doc: a text with places where a line may end.
    """
    match doc:
        case str() | Broken():
            return False
        case Line():
            return doc.flat is None or bool(doc.beside or doc.above)
        case Nest() | Align():
            return must_break(doc.body)
        case DocGroup():
            return doc.broken
        case tuple():
            return any(map(must_break, doc))
        case _:
            assert_never(doc)


def one_line(doc: Doc) -> str:
    """The text of a document on one line; forced line ends become blanks.

    Args:
        doc: a text with places where a line may end.
    """
    match doc:
        case str():
            return doc
        case Broken():
            return ""
        case Line():
            return " " if doc.flat is None else doc.flat
        case Nest() | Align() | DocGroup():
            return one_line(doc.body)
        case tuple():
            return "".join(map(one_line, doc))
        case _:
            assert_never(doc)


@dataclass(slots=True)
class _Row:
    """A line of the result."""

    text: str
    beside: str = ""

    def append(self, text: str) -> None:
        """Go on with a text."""
        self.text += text

    def comment(self, text: str) -> None:
        """Put a comment beside it."""
        self.beside = text


_Rest: TypeAlias = list[tuple[int, bool, Doc]]  # indentation, whether broken, document


def render(doc: Doc) -> str:
    """The text of a document, with lines of at most 100 columns where possible.

    Args:
        doc: a text with places where a line may end.
    """
    rows, rest = [_Row("")], [(0, True, doc)]
    while rest:
        indent, broken, doc = rest.pop()
        match doc:
            case str():
                rows[-1].append(doc)
            case Broken():
                rows[-1].append(doc.text if broken else "")
            case Line() if broken:
                _break(rows, doc, indent)
            case Line():
                rows[-1].append(doc.flat or "")
            case Nest():
                rest.append((indent + doc.columns, broken, doc.body))
            case Align():
                rest.append((len(rows[-1].text), broken, doc.body))
            case DocGroup():
                breaks = broken and (doc.broken or not _fits_width(doc, rest, len(rows[-1].text)))
                rest.append((indent, breaks, doc.body))
            case tuple():
                rest.extend((indent, broken, part) for part in reversed(doc))
            case _:
                assert_never(doc)
    return "\n".join(_finished(rows))


def _break(rows: list[_Row], line: Line, indent: int) -> None:
    if line.beside:
        rows[-1].comment(line.beside[0])
        below = " " * _indent(rows[-1])
        rows.extend(_Row(below, comment) for comment in line.beside[1:])
    rows.extend(_Row(" " * (indent + line.inside) + text) for text in line.above)
    rows.append(_Row(" " * indent))


def _fits_width(doc: DocGroup, rest: _Rest, column: int) -> bool:
    """Whether a group on one line, and what must follow it there, ends within the width."""
    todo: list[tuple[bool, Doc]] = [(False, doc)]
    following = reversed(rest)
    while column <= WIDTH:
        if not todo:
            after = next(following, None)
            if after is None:
                return True
            todo.append(after[1:])
        broken, doc_ = todo.pop()
        match doc_:
            case str():
                column += len(doc_)
            case Broken():
                column += len(doc_.text) if broken else 0
            case Line() if broken:
                return True
            case Line():
                column += len(doc_.flat or "")
            case Nest() | Align() | DocGroup():
                todo.append((broken, doc_.body))
            case tuple():
                todo.extend((broken, part) for part in reversed(doc_))
            case _:
                assert_never(doc_)
    return False


def _finished(rows: list[_Row]) -> list[str]:
    """Lines without space at their ends; comments beside neighbouring lines stand in a column."""
    lines: list[str] = []
    for (commented, _), run in groupby(rows, key=lambda row: (bool(row.beside), _indent(row))):
        block = list(run)
        lines += _join_columns(block) if commented else [row.text.rstrip() for row in block]
    return lines


def _join_columns(rows: list[_Row]) -> list[str]:
    widest = max(len(row.text) for row in rows)
    aligned = all(widest + len(GAP + row.beside) <= WIDTH for row in rows)
    lines: list[str] = []
    column = 0
    for row in rows:
        below = not row.text.strip()
        column = widest if aligned else column if below else len(row.text)
        lines.append(row.text.ljust(column) + GAP + row.beside)
    return lines


def _indent(row: _Row) -> int:
    """The column of its first word: arms and parts of a sequence begin with an operator."""
    return len(row.text) - len(row.text.lstrip(" |->"))
