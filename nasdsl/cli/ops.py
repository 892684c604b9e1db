"""The command `ops`: the reference of operations and merges, as the compiler knows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import click

from nasdsl import api
from nasdsl.cli.options import check_one_form, json_option, markdown_option, operations_option
from nasdsl.cli.output import emit, say
from nasdsl.cli.tables import table
from nasdsl.errors import NasdslError, nearest
from nasdsl.ops import MERGES, OPERATIONS, TYPES, MergeKind, Op, Parameter, Scalar
from nasdsl.program.printer import plain_value

Described = Op | MergeKind
Row = tuple[str, str, str]  # a name, its default, what it takes or does

PREFACE = """\
# Operations

This page is what `nasdsl ops --markdown` prints: an operation and what it does, then its parameters
in the order in which they may be given without their names. One without a default must be given. A
default of `channels` is the number of channels that enter; one that is another parameter's name has
its value. Below are the merges, which make one tensor of those of several branches.
"""


@click.command()
@click.argument("name", required=False)
@markdown_option
@operations_option
@json_option
def ops(name: str | None, markdown: bool, operations: list[Op], as_json: bool) -> None:
    """Say what operations and merges there are.

    What each does, and its parameters with their defaults; of NAME alone, if one is named.
    """
    check_one_form(markdown, as_json)
    known: dict[str, Described] = {**OPERATIONS, **MERGES}
    if name not in known:  # what is installed, and may be broken, is imported only where it matters
        known = {**api.operations(operations), **api.merges()}
    chosen = list(known.values()) if name is None else [_described(name, known)]
    if as_json:
        emit([_json(described) for described in chosen])
    elif markdown:
        say(_page(chosen))
    else:
        table(("name", "default", ""), _indented(chosen), left={0, 1})


def _described(name: str, known: Mapping[str, Described]) -> Described:
    if name not in known:
        raise NasdslError(f"there is no operation and no merge '{name}'", nearest(name, known))
    return known[name]


def _parameters(of: Described) -> tuple[Parameter, ...]:
    return of.parameters if isinstance(of, Op) else ()


def _rows(of: Described) -> list[Row]:
    return [(p.name, _default_text(p.default), TYPES[p.type][0]) for p in _parameters(of)]


def _default_text(default: Scalar | None) -> str:
    return "" if default is None else str(plain_value(default))


def _indented(chosen: Iterable[Described]) -> list[Row]:
    rows: list[Row] = []
    for described in chosen:
        parameters = [(f"  {name}", default, takes) for name, default, takes in _rows(described)]
        rows += [(described.name, "", described.summary), *parameters]
    return rows


def _page(chosen: Iterable[Described]) -> str:
    """The document: a table with a row for each operation, parameter and merge."""
    lines = [PREFACE, "| operation or merge | default | |", "|---|---|---|"]
    for described in chosen:
        lines.append(f"| **`{described.name}`** | | {described.summary} |")
        for name, default, takes in _rows(described):
            lines.append(f"| `{name}` | {f'`{default}`' if default else ''} | {takes} |")
    return "\n".join(lines)


def _json(of: Described) -> dict[str, Any]:
    parameters = [
        {
            "name": parameter.name,
            "type": parameter.type,
            "takes": TYPES[parameter.type][0],
            "default": None if parameter.default is None else plain_value(parameter.default),
        }
        for parameter in _parameters(of)
    ]
    kind = "merge" if isinstance(of, MergeKind) else "operation"
    return {"name": of.name, "kind": kind, "summary": of.summary, "parameters": parameters}
