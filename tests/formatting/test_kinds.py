"""The spec of each kind of node, written in one line, gets its usual form back."""

from __future__ import annotations

from kinds.tables import for_each_kind, text_of
from nasdsl.formatting.statements import formatted
from nasdsl.source import Source


@for_each_kind
def test_kind(kind: str) -> None:
    text = text_of(kind)
    assert formatted(Source(kind, text)) == text
    assert formatted(Source(kind, " ".join(text.split()))) == text
