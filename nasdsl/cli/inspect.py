"""`count` and `sample`: what a spec holds, without any framework."""

from __future__ import annotations

import random
from typing import Any

import click

from nasdsl.cli.options import Whole, json_option, operations_option, seed_option
from nasdsl.cli.output import emit, hang, number, say, table
from nasdsl.errors import NasdslError
from nasdsl.searchspace import SearchSpace, load
from nasdsl.space.ops import Op

SAMPLES = 100_000  # at once


@click.command()
@click.argument("spec")
@operations_option
@json_option
def count(spec: str, operations: list[Op], as_json: bool) -> None:
    """Say how many networks a space holds.

    By which formula, and how many each of its parts holds, too.
    """
    space = load(spec, operations=operations)
    formula, symbols = space.formula()
    parts = space.parts()
    if as_json:
        emit(
            {
                "space": space.name,
                "genotypes": str(space.count()),
                "flat": str(space.flat()),
                "feasible": None,
                "formula": formula,
                "symbols": {name: str(value) for name, value in symbols.items()},
                "parts": {part.name: str(part.genotypes) for part in parts},
            }
        )
        return
    _print_facts(space, formula, symbols)
    if parts:
        rows = [(p.role, p.name, number(p.genotypes), p.formula) for p in parts]
        say()
        table(("part", "", "genotypes", "formula"), rows, left=range(4))


def _print_facts(space: SearchSpace, formula: str, symbols: dict[str, int]) -> None:
    bounds = ", ".join(requirement.text for requirement in space.requirements)
    facts = {
        "genotypes": number(space.count()),
        "flat": f"{number(space.flat())}, untaken arms decided too",
        "feasible": f"not counted: {bounds}" if bounds else "",
        "formula": formula,
        "with": ", ".join(f"{name}={value}" for name, value in symbols.items()),
    }
    say(f"{space.name}: {space.space.title}" if space.space.title else space.name)
    for name, text in facts.items():
        if text:
            hang(f"{name:<11}", text)


@click.command()
@click.argument("spec")
@click.option(
    "-n", "number_of", metavar="N", default=1, show_default=True, type=Whole(1, SAMPLES),
    help="How many.",
)  # fmt: skip
@seed_option
@operations_option
@json_option
def sample(spec: str, number_of: int, seed: int, operations: list[Op], as_json: bool) -> None:
    """Draw networks at random.

    Each genotype has the same probability, those that break a requirement too.
    """
    space, rng = load(spec, operations=operations), random.Random(seed)
    drawn = [_sampled(space, rng.randrange(space.count())) for _ in range(number_of)]
    if as_json:
        emit(drawn)
    else:
        # The index stands last, since it may be long: so it can be copied as a whole.
        table(("params", "macs", "hash", "index"), [_row(found) for found in drawn], left={2})


def _sampled(space: SearchSpace, index: int) -> dict[str, Any]:
    genome = space.unrank(index)
    found: dict[str, Any] = {"index": str(index), "genome": [int(value) for value in genome]}
    try:
        network = space.decode(genome)
    except NasdslError as error:
        return {**found, "params": None, "macs": None, "hash": None, "reason": error.message}
    return {**found, "params": network.params, "macs": network.macs, "hash": network.hash}


def _row(found: dict[str, Any]) -> tuple[str, ...]:
    if found["hash"] is None:
        return "", "", "", f"{found['index']}  {found['reason']}"
    return f"{found['params']:,}", f"{found['macs']:,}", found["hash"][:12], found["index"]
