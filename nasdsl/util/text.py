"""Text for people: safe for terminals and for HTML, and lists of alternatives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f"  # what could steer a terminal,
    r"\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"  # turn a line around or break it,
    r"\ud800-\udfff\ufffe\uffff]"  # or is no character
)


def printable(text: str) -> str:
    """The text with U+FFFD for what could mislead a terminal or a reader.

    That is control characters, except tab and line feed; characters that change the direction of
    writing or break a line; and code points that are not characters.
    """
    return CONTROL.sub("\ufffd", text)


def escaped(text: str) -> str:
    """The text escaped for HTML and XML, after `printable` removed its control characters."""
    return escape(printable(text))


def any_of(words: Sequence[str]) -> str:
    """Alternatives in one phrase: `a`, `a or b`, `a, b or c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def shorten(text: str, length: int = 40) -> str:
    """A text of limited length; one that is longer is cut, and ends in dots.

    Args:
        text: the text.
        length: how many characters the result has at most.
    """
    return text if len(text) <= length else f"{text[: length - 3]}..."
