"""The front and the history in the terminal, as rich draws tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nasdsl.report.grids import Grid, front_grid, history_grid
from nasdsl.report.summary import Summary

if TYPE_CHECKING:
    from rich.table import Table


def front_table(summary: Summary) -> Table:
    """The front, one network a row."""
    return _table(front_grid(summary), "Pareto front")


def history_table(summary: Summary) -> Table:
    """The history, one generation a row."""
    return _table(history_grid(summary), "History")


def _table(grid: Grid, title: str) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left")
    for place, head in enumerate(grid.heads):
        words = place < grid.words
        table.add_column(Text(head), justify="left" if words else "right", overflow="fold")
    for row in grid.rows:
        # As Text, since a string's brackets would be markup.
        table.add_row(*map(Text, row))
    return table
