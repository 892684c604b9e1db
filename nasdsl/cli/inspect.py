"""The commands `count` and `sample`: what a spec holds, without any framework."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import click

from nasdsl import limits
from nasdsl.api import load
from nasdsl.cli.genotypes import named
from nasdsl.cli.options import (
    Whole,
    input_option,
    json_option,
    operations_option,
    seed_option,
    spec_argument,
)
from nasdsl.cli.output import emit, say
from nasdsl.cli.tables import facts, table
from nasdsl.errors import NasdslError
from nasdsl.genome.structure import Interval
from nasdsl.ops import Op
from nasdsl.searchspace import SearchSpace
from nasdsl.space.constraints import COSTS, Constraints
from nasdsl.util.integers import abbreviate, number_text

if TYPE_CHECKING:
    from nasdsl.program.failures import Failures

SAMPLES = 100_000  # at once
BEYOND = f"it takes more than {limits.THOROUGH * limits.STATES:,} states"
NOT_NOW = f"it takes more than {limits.GLANCE_SETS:,} outcomes or {limits.GLANCE:,} states"
UNLISTED = f"their networks have more than {limits.LISTED:,} operations together"


@click.command()
@spec_argument()
@click.option("--fails", is_flag=True, help="Take the time to count shapes that fail.")
@input_option
@operations_option
@json_option
def count(
    spec: str, fails: bool, input: list[int] | None, operations: list[Op], as_json: bool
) -> None:
    """Say how many networks a space holds.

    By which formula, and how many each of its parts holds, too. Networks whose shapes fail are
    counted where that is quick, and with --fails where it takes long.
    """
    space = load(spec, input=input, operations=operations)
    genotypes = space.bounds()
    failing = space.failing(thorough=fails)
    formula, symbols = space.formula()
    parts = space.parts()
    if as_json:
        emit(
            {
                "space": space.name,
                "genotypes": str(genotypes.most) if genotypes.exact else None,
                "bounds": [str(bound) for bound in genotypes],
                **_failing_data(failing),
                "flat": str(space.flat()),
                "feasible": _feasible_data(space),
                "formula": formula,
                "symbols": {name: str(value) for name, value in symbols.items()},
                "parts": {part.name: str(part.genotypes) for part in parts},
            }
        )
        return
    _print_facts(space, genotypes, _failing_text(failing), formula, symbols)
    if parts:
        rows = [(p.role, p.name, number_text(p.genotypes), p.formula) for p in parts]
        say()
        table(("part", "", "genotypes", "formula"), rows, left=range(4))


def _failing_data(failing: Failures | None) -> dict[str, Any]:
    """How many genotypes fail, between which numbers at least, and one of them."""
    if failing is None:
        return {"failing": None, "failing_bounds": None, "reason": NOT_NOW, "witness": None}
    number = failing.number.exact
    return {
        "failing": str(failing.number.least) if number else None,
        "failing_bounds": [str(bound) for bound in failing.number],
        "reason": None if number else BEYOND,
        "witness": _witness(failing),
    }


def _witness(failing: Failures) -> dict[str, Any] | None:
    if failing.misfit is None:
        return None
    line, column = failing.misfit.span.position
    return {
        "index": None if failing.index is None else str(failing.index),
        "genome": failing.genome,
        "message": failing.misfit.reason,
        "path": failing.misfit.path,
        "file": failing.misfit.span.source.name,
        "line": line,
        "column": column,
    }


def _failing_text(failing: Failures | None) -> str:
    if failing is None:
        return f"not counted: {NOT_NOW}; --fails takes more"
    if failing.number == (0, 0):
        return "none"
    text = _interval_text(failing.number, BEYOND)
    if failing.misfit is None:
        return text
    line, column = failing.misfit.span.position
    where = f"{failing.misfit.span.source.name}:{line}:{column}"
    subject = "one" if failing.index is None else f"index {abbreviate(failing.index)}"
    return f"{text}, such as {subject}: {failing.misfit.reason}, at {where}"


def _feasible_data(space: SearchSpace) -> str | None:
    number = space.feasible() if space.requirements else None
    return None if number is None else str(number)


def _feasible_text(space: SearchSpace) -> str:
    """How many genotypes keep the bounds on cost."""
    number = space.feasible()
    bounds = ", ".join(requirement.text for requirement in space.requirements)
    if number is None:
        return f"not counted: {bounds}; {UNLISTED}"
    if space.bounds() == (number, number):
        return f"all: {bounds}"
    return f"{number_text(number) if number else 'none'}: {bounds}"


def _interval_text(interval: Interval, reason: str) -> str:
    """A number, or between which numbers it certainly lies, and why it is not known."""
    return str(interval) if interval.exact else f"{interval}: for one number, {reason}"


def _print_facts(
    space: SearchSpace, genotypes: Interval, fails: str, formula: str, symbols: dict[str, int]
) -> None:
    required = space.space.constraints != Constraints()
    shown = formula
    if len(formula) > limits.FORMULA:
        shown = (
            f"{formula[: limits.FORMULA]}... ({len(formula):,} characters; --json prints all of it)"
        )
    named = {
        "genotypes": _interval_text(genotypes, f"it takes more than {limits.STATES:,} states"),
        "fails": fails,
        "flat": _flat_text(space.flat(), genotypes),
        "feasible": _feasible_text(space) if space.requirements else "",
        "formula": f"{shown}, before what is required" if required else shown,
        "with": ", ".join(f"{name}={value}" for name, value in symbols.items()),
    }
    say(space.space.heading)
    facts(named)


def _flat_text(flat: int, genotypes: Interval) -> str:
    same = genotypes == (flat, flat)
    return "" if same else f"{number_text(flat)}, untaken arms decided too"


@click.command()
@spec_argument()
@click.option(
    "-n", "number_of", metavar="N", default=1, show_default=True, type=Whole(1, SAMPLES),
    help="How many.",
)  # fmt: skip
@seed_option
@input_option
@operations_option
@json_option
def sample(
    spec: str,
    number_of: int,
    seed: int,
    input: list[int] | None,
    operations: list[Op],
    as_json: bool,
) -> None:
    """Draw networks at random.

    Each genotype that breaks no requirement has the same probability. The same --seed draws the
    same networks.
    """
    space, rng = load(spec, input=input, operations=operations), random.Random(seed)
    drawn = [_sampled(space, space.draw(rng)) for _ in range(number_of)]
    if as_json:
        emit(drawn)
    else:
        # The index stands last, since it may be long: so it can be copied as a whole.
        table(
            ("params", "macs", "hash", "index"),
            [_count_row(genotype) for genotype in drawn],
            {2},
            whole={3},
        )


def _sampled(space: SearchSpace, index: int) -> dict[str, Any]:
    genotype = space.unrank(index)
    data: dict[str, Any] = {**named(genotype), "genome": list(genotype.loci)}
    try:
        network = space.decode(genotype)
    except NasdslError as error:
        return {**data, **dict.fromkeys((*COSTS, "hash")), "reason": error.message}
    costs = {name: getattr(network, name) for name in COSTS}
    return {**data, **costs, "hash": network.hash}


def _count_row(genotype: dict[str, Any]) -> tuple[str, ...]:
    if genotype["hash"] is None:
        return "", "", "", f"{genotype['index']}  {genotype['reason']}"
    return (
        f"{genotype['params']:,}",
        f"{genotype['macs']:,}",
        genotype["hash"][:12],
        genotype["index"],
    )
