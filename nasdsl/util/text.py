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
    """The text without control characters and characters that change its direction."""
    return CONTROL.sub("\ufffd", text)


def escaped(text: str) -> str:
    """The printable text, escaped for HTML and XML."""
    return escape(printable(text))


def any_of(words: Sequence[str]) -> str:
    """Alternatives as text: `a`, `a or b`, `a, b or c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
