"""A table as data, and as HTML: for pages and notebooks."""

from __future__ import annotations

from dataclasses import dataclass

from nasdsl.util.text import escaped


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its column heads, its rows, and how many of its first columns are words."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: int = 0

    def html(self) -> str:
        """The table as an element of a page; columns of words have the class `word`."""
        heads = self._row("th", self.heads)
        rows = "\n".join(self._row("td", row) for row in self.rows)
        return f"<table>\n<thead>{heads}</thead>\n<tbody>\n{rows}\n</tbody>\n</table>"

    def _row(self, tag: str, cells: tuple[str, ...]) -> str:
        marks = [" class='word'" if place < self.words else "" for place in range(len(cells))]
        marked = zip(marks, cells, strict=True)
        return (
            f"<tr>{''.join(f'<{tag}{mark}>{escaped(cell)}</{tag}>' for mark, cell in marked)}</tr>"
        )
