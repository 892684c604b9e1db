"""The tables of a report, for the page and for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nasdsl.exploration.history import COUNTS
from nasdsl.exploration.pareto import Member
from nasdsl.exploration.run import Run
from nasdsl.reporting.numbers import short
from nasdsl.space.constraints import COSTS
from nasdsl.util.grid import Grid
from nasdsl.util.integers import decimal

_REASONS = 20


def front_grid(run: Run) -> Grid:
    """The table of the front, a network in each row.

    Columns are index, objectives, costs, metrics that are not an objective, and the metrics of the
    final test.
    """
    objectives = set(run.objectives)
    costs = [name for name in COSTS if name not in objectives]
    metrics = [name for name in _names(m.metrics for m in run.front) if name not in objectives]
    tests = _names(m.test for m in run.front)
    heads = ("index", *run.objectives, *costs, *metrics, *(f"test {name}" for name in tests))

    def row(member: Member) -> tuple[str, ...]:
        known: list[float | None] = [
            *member.values,
            *(getattr(member, name) for name in costs),
            *(member.metrics.get(name) for name in metrics),
            *(member.test.get(name) for name in tests),
        ]
        return (decimal(member.index), *("" if value is None else short(value) for value in known))

    return Grid(heads, tuple(row(member) for member in run.front), words=1)


def retrained_grid(run: Run) -> Grid:
    """The table of networks trained at full length, with accuracy and loss on the test images."""
    rows = (
        (
            network.description["index"],
            f"{len(network.epochs)} of {network.total}",
            short(network.epochs[-1].loss),
            *map(short, network.test.values()),
        )
        for network in run.retrained
    )
    return Grid(("index", "epochs", "loss", "test accuracy", "test loss"), tuple(rows), words=1)


def history_grid(run: Run) -> Grid:
    """The table of generations, numbered from 1: counts, best values so far, hypervolume."""
    heads = (
        "generation",
        *COUNTS,
        *(f"best {o}" for o in run.objectives),
        "hypervolume",
    )
    return Grid(
        heads,
        tuple(
            (
                str(entry.number + 1),
                *(str(getattr(entry, name)) for name in COUNTS),
                *(map(short, entry.best) if entry.best else [""] * len(run.objectives)),
                short(entry.hypervolume),
            )
            for entry in run.history
        ),
    )


def counts_grid(run: Run) -> Grid:
    """A table of one row: how many candidates were evaluated, cached, failed and so on."""
    numbers = tuple(f"{run.count(name):,}" for name in COUNTS)
    return Grid(COUNTS, (numbers,))


def reasons_grid(run: Run) -> Grid:
    """The table of reasons why candidates were infeasible or failed, the most frequent first."""
    reasons = list(run.reasons.items())
    others = sum(number for _, number in reasons[_REASONS:])
    shown = [*reasons[:_REASONS], *([("other reasons", others)] if others else [])]
    rows = tuple((reason, f"{number:,}") for reason, number in shown)
    return Grid(("reason", "candidates"), rows, words=1)


def settings_grid(run: Run) -> Grid:
    """The table of the settings that determine the run, besides the text of the spec."""
    return Grid(("setting", "value"), tuple(run.settings.items()), words=2)


def _names(numbers: Iterable[Mapping[str, float]]) -> list[str]:
    return sorted({name for row in numbers for name in row})
