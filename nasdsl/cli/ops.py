"""`ops`: the reference of all operations, from what the compiler itself knows of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import click

from nasdsl.cli.options import json_option, operations_option
from nasdsl.cli.output import emit, say
from nasdsl.cli.tables import table
from nasdsl.elaborate.added import added, installed
from nasdsl.errors import NasdslError, nearest
from nasdsl.ops import OPERATIONS, TYPES, Op, Scalar
from nasdsl.program.printer import plain_value

Row = tuple[str, str, str]  # a name, its default, what it takes or does

PREFACE = """\
# Operations

This page is what `nasdsl ops --markdown` prints: an operation and what it does, then its parameters
in the order in which they may be given without their names. One without a default must be given. A
default of `channels` is the number of channels that enter; one that is another parameter's name has
its value.
"""


@click.command()
@click.argument("name", required=False)
@click.option("--markdown", is_flag=True, help="Print the page of the documentation.")
@operations_option
@json_option
def ops(name: str | None, markdown: bool, operations: list[Op], as_json: bool) -> None:
    """Say what operations there are.

    What each does, and its parameters with their defaults; of NAME alone, if one is named.
    """
    known = {**OPERATIONS, **added([*installed(), *operations])}
    chosen = list(known.values()) if name is None else [_operation_named(name, known)]
    if as_json:
        emit([_operation_json(op) for op in chosen])
    elif markdown:
        say(_operations_page(chosen))
    else:
        table(("operation", "default", ""), _indented(chosen), left={0, 1})


def _operation_named(name: str, known: Mapping[str, Op]) -> Op:
    if name not in known:
        raise NasdslError(f"there is no operation '{name}'", nearest(name, known))
    return known[name]


def _parameters(op: Op) -> list[Row]:
    return [(p.name, _default_text(p.default), TYPES[p.type][0]) for p in op.parameters]


def _default_text(default: Scalar | None) -> str:
    return "" if default is None else str(plain_value(default))


def _indented(chosen: Iterable[Op]) -> list[Row]:
    rows: list[Row] = []
    for op in chosen:
        parameters = [(f"  {name}", default, takes) for name, default, takes in _parameters(op)]
        rows += [(op.name, "", op.summary), *parameters]
    return rows


def _operations_page(chosen: Iterable[Op]) -> str:
    """The document: a table with a row for each operation and for each parameter."""
    lines = [PREFACE, "| operation | default | |", "|---|---|---|"]
    for op in chosen:
        lines.append(f"| **`{op.name}`** | | {op.summary} |")
        for name, default, takes in _parameters(op):
            lines.append(f"| `{name}` | {f'`{default}`' if default else ''} | {takes} |")
    return "\n".join(lines)


def _operation_json(op: Op) -> dict[str, Any]:
    parameters = [
        {
            "name": parameter.name,
            "type": parameter.type,
            "takes": TYPES[parameter.type][0],
            "default": None if parameter.default is None else plain_value(parameter.default),
        }
        for parameter in op.parameters
    ]
    return {"name": op.name, "summary": op.summary, "parameters": parameters}
