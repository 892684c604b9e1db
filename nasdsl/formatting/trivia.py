"""Comments and line ends, which are in no syntax tree, for the formatter.

The formatter writes texts in the order of the source, and asks at every place where a line may end
for the comments before the next text. So no comment is lost, and all stay in order.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from enum import Enum

from nasdsl.formatting.doc import Line
from nasdsl.language.vocabulary import APART

TEXTS = re.compile(APART)  # comments and texts in quotes
NUMBER = re.compile(r"\d[\d_]*")


class CommentPlace(Enum):
    """Where a comment stands: alone on a line, at the end of a line, or alone below such a one."""

    ALONE = 0  # on a line of its own
    BESIDE = 1  # at the end of a line
    BELOW = 2  # on a line of its own, right below another one


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment in a source.

    Args:
        text: the comment, from its `#` on.
        start: the offset of the `#` in the source.
        place: whether something precedes it on its line.
    """

    text: str
    start: int
    place: CommentPlace


class Gaps:
    """The comments and line ends of a source, for a formatter that writes its texts in order.

    Each comment is given out once, at the first place where a line may end after it.

    Args:
        text: the text of the source.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self.code = TEXTS.sub(_blank, text)
        self._comments = deque(_comments(text))

    def line(self, flat: str | None, before: int, inside: int = 0) -> Line:
        """A place where a line may end, with the comments not given out yet.

        Args:
            flat: the text that stands there if the line does not end; None if it always ends.
            before: the offset in the source of the next text; later comments are not given out.
            inside: how many columns further the comments are indented.
        """
        beside, above = self._take(before)
        return Line(flat, beside, tuple(comment.text for comment in above), inside)

    def end(self, before: int) -> Line:
        """The end of a line, with the comments not given out yet, and empty lines as in the source.

        Args:
            before: the offset in the source of the next text; later comments are not given out.
        """
        beside, above = self._take(before)
        lines: list[str] = []
        for comment in above:
            lines += [""] * self._apart(comment.start) + [comment.text]
        return Line(None, beside, (*lines, *[""] * self._apart(before)))

    def broken(self, start: int, end: int, operator: str) -> bool:
        """Whether the source has a line end before or after an operator.

        Args:
            start: the offset at which the text between the two operands begins.
            end: the offset at which it ends.
            operator: the operator, which stands in that text.
        """
        match = re.search(rf"\s*{re.escape(operator)}\s*", self.code[start:end])
        return match is not None and "\n" in match[0]

    def numbers(self, start: int, end: int) -> list[str]:
        """The whole numbers in a part of the source, as they are written.

        Args:
            start: the offset at which the part begins.
            end: the offset at which it ends.
        """
        return NUMBER.findall(self.code[start:end])

    def _take(self, before: int) -> tuple[tuple[str, ...], list[Comment]]:
        """The comments that stand beside what was there last, and the others."""
        comments: list[Comment] = []
        while self._comments and self._comments[0].start < before:
            comments.append(self._comments.popleft())
        beside = 1 if comments and comments[0].place == CommentPlace.BESIDE else 0
        while 0 < beside < len(comments) and comments[beside].place == CommentPlace.BELOW:
            beside += 1
        return tuple(comment.text for comment in comments[:beside]), comments[beside:]

    def _apart(self, offset: int) -> bool:
        """Whether an empty line stands before an offset."""
        start = offset
        while start and self._text[start - 1].isspace():
            start -= 1
        return self._text.count("\n", start, offset) > 1


def _comments(text: str) -> list[Comment]:
    comments: list[Comment] = []
    for match in TEXTS.finditer(text):
        if match[0].startswith("#"):
            last = comments[-1].start if comments else -1
            place = _comment_place(text, match.start(), last)
            comments.append(Comment(match[0].rstrip(), match.start(), place))
    return comments


def _comment_place(text: str, start: int, last: int) -> CommentPlace:
    """Where the comment at `start` stands, that before it being at `last`."""
    line = text.rfind("\n", 0, start) + 1
    if text[line:start].strip():
        return CommentPlace.BESIDE
    above = text.rfind("\n", 0, max(line - 1, 0)) + 1
    return (
        CommentPlace.BELOW if above <= last and last - above == start - line else CommentPlace.ALONE
    )


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
