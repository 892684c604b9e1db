"""Comments and line ends, which are in no syntax tree, for the formatter.

The formatter writes words in the order of the source, and asks at every place where a line may end
for the comments before the next word. So no comment is lost, and all keep their order.
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
    """Where a comment stands."""

    ALONE = 0  # on a line of its own
    BESIDE = 1  # at the end of a line
    BELOW = 2  # on a line of its own, right below another one


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment, from its `#` on."""

    text: str
    start: int
    place: CommentPlace


class Gaps:
    """The text between the words of a source; each comment is taken once, in order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.code = TEXTS.sub(_blank, text)
        self._comments = deque(_comments(text))

    def line(self, flat: str | None, before: int, inside: int = 0) -> Line:
        """A possible line break, with all comments not taken yet.

        Args:
            flat: the text in its place if the line is not broken.
            before: the offset of a word after it.
            inside: extra indentation of the comments, in columns.
        """
        beside, above = self._take(before)
        return Line(flat, beside, tuple(comment.text for comment in above), inside)

    def end(self, before: int) -> Line:
        """A line break with all comments not taken yet, and empty lines as in the source."""
        beside, above = self._take(before)
        lines: list[str] = []
        for comment in above:
            lines += [""] * self._apart(comment.start) + [comment.text]
        return Line(None, beside, (*lines, *[""] * self._apart(before)))

    def broken(self, start: int, end: int, operator: str) -> bool:
        """Whether a line ends at the operator that stands between two offsets."""
        match = re.search(rf"\s*{re.escape(operator)}\s*", self.code[start:end])
        return match is not None and "\n" in match[0]

    def numbers(self, start: int, end: int) -> list[str]:
        """The whole numbers between two offsets, as they are written."""
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
