"""`plan`: what one program can decide while it runs, and what needs a program of its own."""

from __future__ import annotations

import click

from nasdsl import limits
from nasdsl.cli.options import count_option, json_option, operations_option
from nasdsl.cli.output import emit, number, say, waiting
from nasdsl.cli.tables import facts
from nasdsl.searchspace import load
from nasdsl.space.ops import Op
from nasdsl.staging import Survey, survey

SHOWN = 12  # static decisions by their names


@click.command()
@click.argument("spec")
@count_option("--keys", f"Look at so many shape keys at most, {limits.KEYS} unless told.")
@operations_option
@json_option
def plan(spec: str, keys: int | None, operations: list[Op], as_json: bool) -> None:
    """Say how few programs serve all networks of a space.

    A decision that changes a tensor's shape is static: each combination of them, a shape key, has a
    program of its own. All others are data to that program, so that it trains any network of its
    shape key without being compiled again.
    """
    space = load(spec, operations=operations)
    with waiting("planning a program for each shape key"):
        found = survey(space, keys or limits.KEYS)
    if as_json:
        emit(
            {
                "space": space.name,
                "static": [locus.path for locus in found.static],
                "loci": len(space.loci),
                "keys": found.keys,
                "all_keys": found.all,
                "params": found.params,
                "bytes": found.bytes,
            }
        )
        return
    say(f"{space.name}: {space.space.title}")
    facts(_facts(found, len(space.loci)))


def _facts(found: Survey, loci: int) -> dict[str, str]:
    shown = ", ".join(locus.path for locus in found.static[:SHOWN])
    more = len(found.static) - SHOWN
    names = f": {shown}{f' and {more} more' if more > 0 else ''}" if found.static else ""
    return {
        "static": f"{len(found.static)} of {loci} decisions change shapes{names}",
        "keys": number(found.keys) if found.all else f"more than {found.keys}",
        "buffers": f"{number(found.params)} parameters at most, with gradients and an optimiser's "
        f"state {found.bytes / 2**20:,.1f} MiB",
        "auto": "programs that serve all networks of a shape key"
        if found.all
        else "a program for each network: there are too many shape keys",
    }
