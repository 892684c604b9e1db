"""The command `plan`: what one program can decide while it runs, and what needs another program."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from nasdsl import limits
from nasdsl.api import load, survey, verify
from nasdsl.cli.options import (
    Whole,
    count_option,
    json_option,
    operations_option,
    spec_argument,
)
from nasdsl.cli.output import emit, plural, say, waiting
from nasdsl.cli.tables import facts
from nasdsl.ops import Op
from nasdsl.searchspace import SearchSpace
from nasdsl.util.integers import number_text

if TYPE_CHECKING:
    from nasdsl.training.modes import Survey

SHOWN = 12  # static decisions by their names
VERIFIED = 100_000  # networks at once


@click.command()
@spec_argument()
@count_option("--keys", f"Plan so many shape keys at most, {limits.KEYS} unless told.")
@count_option("--work", f"Plan so many operations at most, {limits.PLANNED:,} unless told.")
@count_option(
    "--verify", "Hold so many random networks against the programs that serve them.", VERIFIED
)
@click.option(
    "--seed", metavar="N", type=Whole(0), help="The seed with which --verify draws, 0 unless told."
)
@operations_option
@json_option
def plan(
    spec: str,
    keys: int | None,
    work: int | None,
    verify: int | None,
    seed: int | None,
    operations: list[Op],
    as_json: bool,
) -> None:
    """Say how few programs serve all networks of a space.

    A decision that changes a tensor's shape is static: each combination of them, a shape key, has a
    program of its own. All others are data to that program, so that it trains any network of its
    shape key without being compiled again.

    Planning ends after --keys programs, or when --work operations have been added to programs; what
    is then said holds for the programs so far. With --verify N nothing is planned: N networks,
    drawn with --seed, are compared with what the programs that serve them compute.
    """
    space = load(spec, operations=operations)
    if verify is not None:
        if keys or work:
            raise click.UsageError("'--verify' plans no space: leave out '--keys' and '--work'")
        _verify(space, verify, seed or 0, as_json)
        return
    if seed is not None:
        raise click.UsageError("'--seed' is that of '--verify N', which draws networks: add it")
    with waiting("planning a program for each shape key"):
        most = {"keys": keys or limits.KEYS, "work": work or limits.PLANNED}
        result = survey(space, most["keys"], most["work"])
    if as_json:
        emit({**_data(space, result), "limits": most})
        return
    say(space.space.heading)
    facts(_facts(result, len(space.loci)))


def _verify(space: SearchSpace, networks: int, seed: int, as_json: bool) -> None:
    """Print whether programs that serve many compute some networks; end with 1 if one does not."""
    with waiting("holding networks against the programs that serve them"):
        result = verify(space, networks, seed)
    indices = [str(index) for index in result.different]
    if as_json:
        counts = {"verified": result.verified, "different": len(indices)}
        emit({**counts, "indices": indices} if indices else counts)
    else:
        say(f"{plural(result.verified, 'network')} of {space.name}, drawn with seed {seed}:")
        say(
            f"the programs that serve them compute others for {', '.join(indices)}"
            if indices
            else "each is what the program that serves it computes"
        )
    if indices:
        click.get_current_context().exit(1)


def _data(space: SearchSpace, result: Survey) -> dict[str, object]:
    return {
        "space": space.name,
        "static": [locus.path for locus in result.static],
        "loci": len(space.loci),
        "keys": result.keys,
        "all_keys": result.all,
        "ended": result.ended,
        "params": result.params,
        "bytes": result.bytes,
        "extremes": result.extremes
        and {name: [*interval] for name, interval in result.extremes.items()},
    }


def _facts(result: Survey, loci: int) -> dict[str, str]:
    shown = ", ".join(locus.path for locus in result.static[:SHOWN])
    more = len(result.static) - SHOWN
    names = f": {shown}{f' and {more} more' if more > 0 else ''}" if result.static else ""
    partly = "" if result.all else "at least "
    largest = "largest program" if result.all else f"largest of the {result.keys} programs planned"
    lines = {
        "static": f"{partly}{len(result.static)} of {loci} decisions change shapes{names}",
        "keys": f"{partly}{number_text(result.keys)}",
    }
    if result.keys:
        lines["buffers"] = (
            f"{number_text(result.params)} parameters in the {largest}, with gradients and "
            f"an optimiser's state {result.bytes / 2**20:,.1f} MiB"
        )
    lines["networks"] = _parameters(result)
    ends = {
        "keys": f"after {plural(result.keys, 'program')}; --keys plans more",
        "work": f"after {plural(result.keys, 'program')}, at the limit of operations; "
        "--work plans more",
    }
    return lines | ({"ended": ends[result.ended]} if result.ended else {})


def _parameters(result: Survey) -> str:
    if result.extremes is None:
        return "the bounds of their parameters take more than the limit to work out"
    least, most = result.extremes["params"]
    if least == most:
        return f"each has {number_text(least)} parameters"
    ends = f"from {number_text(least)} to {number_text(most)} parameters"
    return f"{ends}: certain bounds, not always attained"
