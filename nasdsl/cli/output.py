"""How results are printed: tables for people, JSON for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

NUMBERS = re.compile(r"\[\s+(-?\d[-\d,\s]*?)\s+\]")  # a list of whole numbers takes one line

Command = TypeVar("Command", bound=Callable[..., Any])

json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


def index_option(**attributes: Any) -> Callable[[Command], Command]:
    """`--index`: a whole number of any length."""
    return click.option("--index", metavar="INDEX", callback=_index, **attributes)


def _index(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    if value is None:
        return None
    digits = value.replace(",", "").replace("_", "")
    if not digits.isdecimal():
        raise click.BadParameter(f"'{value}' is not a whole number", ctx, param)
    return int(digits)


def emit(data: Any) -> None:
    """Print data as JSON."""
    text = json.dumps(data, indent=2)
    click.echo(NUMBERS.sub(lambda found: f"[{' '.join(found[1].split())}]", text))


def number(value: int) -> str:
    """A whole number with separators, and its size in short if it is long."""
    digits = str(value)
    text = f"{value:,}" if len(digits) <= 60 else f"{digits[:20]}... ({len(digits)} digits)"
    return text if len(digits) <= 12 else f"{text}  ({digits[0]}.{digits[1:3]}e{len(digits) - 1})"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], right: frozenset[int]) -> None:
    """Print a table; the columns in `right` are aligned at their right."""
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=None, header_style="bold", pad_edge=False)
    for place, head in enumerate(heads):
        side = "right" if place in right else "left"
        grid.add_column(Text(head), justify=side, overflow="fold")
    for row in rows:
        grid.add_row(*map(Text, row))
    console().print(grid)


def console() -> Any:
    """Where tables go: as wide as the terminal, and wide enough for a table where there is none."""
    from rich.console import Console

    found = Console()
    return found if found.is_terminal else Console(width=200)
