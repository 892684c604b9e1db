"""Tables and lists of facts, folded to the width of a terminal; not folded in a pipe."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from nasdsl.cli.output import columns, draw, say
from nasdsl.util.text import printable

if TYPE_CHECKING:
    from rich.table import Table

Side = Literal["left", "right"]
GAP = 2  # spaces between columns


def table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str] | str],
    left: Container[int] = (),
    whole: Container[int] = (),
) -> None:
    """Print a table; in a narrow terminal its widest columns are folded between words.

    Args:
        heads: the heading of each column; its words stand below each other if the column is narrow.
        rows: the cells of each row; a text in place of a row is a heading between rows.
        left: the numbers, from 0, of columns to align at the left, as the last one always is;
            others are aligned at the right.
        whole: the numbers of columns that are never folded, since users copy their text.
    """
    heads = [*map(printable, heads)]
    rows = [row if isinstance(row, str) else [*map(printable, row)] for row in rows]
    cells = [row for row in rows if not isinstance(row, str)]
    widths = _widths(heads, cells, whole)
    aligned: list[Side] = [
        "left" if i in left or i == len(heads) - 1 else "right" for i in range(len(heads))
    ]
    first = any(heads)
    for is_heading, group in groupby(rows, lambda row: isinstance(row, str)):
        if is_heading and first:
            draw(_grid(heads, [], widths, aligned))
            first = False
        if is_heading:
            for heading in group:
                say(str(heading))
        else:
            draw(_grid(heads if first else (), [*group], widths, aligned))
            first = False


def facts(named: Mapping[str, str]) -> None:
    """Print each text behind its name on a line; long texts are folded, empty ones left out."""
    table(("", ""), [(name, text) for name, text in named.items() if text], left={0}, whole={0})


def _widths(
    heads: Sequence[str], rows: Sequence[Sequence[str]], whole: Container[int]
) -> list[int]:
    """How wide each column is: no narrower than its longest word."""
    texts = [[*head.split(), *cells] for head, *cells in zip(heads, *rows, strict=True)]
    widths = [max(map(len, column), default=0) for column in texts]
    words = [max(map(_longest, column), default=0) for column in texts]
    least = [width if i in whole else words[i] for i, width in enumerate(widths)]
    room = columns(sys.stdout)
    while room and sum(widths) + GAP * (len(widths) - 1) > room:
        foldable = [i for i, width in enumerate(widths) if width > least[i]]
        if not foldable:
            break
        widths[max(foldable, key=widths.__getitem__)] -= 1
    return widths


def _longest(text: str) -> int:
    """The width of a text that is broken between all of its words."""
    return _indent(text) + max(map(len, text.split()), default=0)


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _grid(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[int],
    aligned: Sequence[Side],
) -> Table:
    from rich.align import Align
    from rich.padding import Padding
    from rich.table import Table

    grid = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0), show_header=any(heads))
    for i, (width, side) in enumerate(zip(widths, aligned, strict=True)):
        stacked = "\n".join(textwrap.wrap(heads[i], max(width, 1))) if heads else ""
        head = Align(stacked, side, vertical="bottom")
        grid.add_column(head, width=width, justify=side, overflow="fold", header_style="bold")
    for row in rows:
        grid.add_row(*(Padding(cell.lstrip(), (0, 0, 0, _indent(cell))) for cell in row))
    return grid
