"""A table as a value that can be written as HTML, for pages and notebooks."""

from __future__ import annotations

from dataclasses import dataclass

from nasdsl.util.text import escaped


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of texts.

    Args:
        heads: the heading of each column.
        rows: the texts of each row, one a column.
        words: how many of the first columns hold words; the others hold numbers.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: int = 0

    def html(self) -> str:
        """The table as HTML, a `<table>` element; cells of words have the CSS class `word`."""
        heads = self._row("th", self.heads)
        rows = "\n".join(self._row("td", row) for row in self.rows)
        return f"<table>\n<thead>{heads}</thead>\n<tbody>\n{rows}\n</tbody>\n</table>"

    def _row(self, tag: str, cells: tuple[str, ...]) -> str:
        marks = [" class='word'" if place < self.words else "" for place in range(len(cells))]
        marked = zip(marks, cells, strict=True)
        return (
            f"<tr>{''.join(f'<{tag}{mark}>{escaped(cell)}</{tag}>' for mark, cell in marked)}</tr>"
        )
