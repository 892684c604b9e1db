"""The space of each kind of node, as it is printed for reading."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kinds.tables import check, for_each_kind, space_of
from nasdsl.space.printer import Outline, outline


@for_each_kind
def test_kind(kind: str) -> None:
    check(Path(__file__).parent, kind, list(lines(outline(space_of(kind).space))))


def lines(tree: Outline) -> Iterator[str]:
    yield tree.text
    for part in tree.parts:
        yield from (f"    {line}" for line in lines(part))
