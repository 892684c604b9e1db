"""What stands between the words of a spec and is in no syntax tree: comments and line ends.

A formatter writes words in the order of the source, and asks at every place where a line may end
what stood before the next word. So no comment is lost, and all keep their order.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass

from nasdsl.language.layout import Line

APART = re.compile(r'#[^\n]*|"(?:[^"\\\n]|\\.)*"')  # comments and texts
NUMBER = re.compile(r"\d[\d_]*")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment, from its `#` on."""

    text: str
    start: int
    beside: bool  # something else stands before it on its line


class Gaps:
    """The gaps of a source, from which each comment is taken once, in order."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.code = APART.sub(_blank, text)
        self._comments = deque(_comments(text))

    def line(self, flat: str | None, before: int, inside: int = 0) -> Line:
        """A place where a line may end, with all comments not taken yet.

        Args:
            flat: what stands there if the line does not end.
            before: the offset of a word that follows.
            inside: columns by which the comments are further in than what follows.
        """
        beside, above = self._take(before)
        return Line(flat, beside, tuple(comment.text for comment in above), inside)

    def end(self, before: int) -> Line:
        """The end of a line, with all comments not taken yet, and empty lines as there were."""
        beside, above = self._take(before)
        lines: list[str] = []
        for comment in above:
            lines += [""] * self._apart(comment.start) + [comment.text]
        return Line(None, beside, (*lines, *[""] * self._apart(before)))

    def broken(self, start: int, end: int, operator: str) -> bool:
        """Whether a line ends at the operator that stands between two offsets."""
        found = re.search(rf"\s*{re.escape(operator)}\s*", self.code[start:end])
        return found is not None and "\n" in found[0]

    def numbers(self, start: int, end: int) -> list[str]:
        """The whole numbers between two offsets, as they are written."""
        return NUMBER.findall(self.code[start:end])

    def _take(self, before: int) -> tuple[str, list[Comment]]:
        """The comment that stands beside what was there last, and the others."""
        taken: list[Comment] = []
        while self._comments and self._comments[0].start < before:
            taken.append(self._comments.popleft())
        if taken and taken[0].beside:
            return taken[0].text, taken[1:]
        return "", taken

    def _apart(self, offset: int) -> bool:
        """Whether an empty line stands before an offset."""
        start = offset
        while start and self._text[start - 1].isspace():
            start -= 1
        return self._text.count("\n", start, offset) > 1


def _comments(text: str) -> list[Comment]:
    found = [match for match in APART.finditer(text) if match[0].startswith("#")]
    return [Comment(m[0].rstrip(), m.start(), _beside(text, m.start())) for m in found]


def _beside(text: str, start: int) -> bool:
    return bool(text[text.rfind("\n", 0, start) + 1 : start].strip())


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
