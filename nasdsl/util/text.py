"""Text that may come from a file, without what would act on whatever shows it."""

from __future__ import annotations

import re
from html import escape

CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f"  # what could steer a terminal,
    r"\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"  # turn a line around or break it,
    r"\ud800-\udfff\ufffe\uffff]"  # or is no character
)


def printable(text: str) -> str:
    """A text without the characters that steer a terminal, or turn a line around."""
    return CONTROL.sub("\ufffd", text)


def escaped(text: str) -> str:
    """A printable text as HTML and XML hold it."""
    return escape(printable(text))
