"""The command `report`: prints the result of a search, and writes it into the run's folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nasdsl.cli.options import json_option, operations_option
from nasdsl.cli.output import emit, plural, say
from nasdsl.cli.tables import table
from nasdsl.errors import NasdslError, RunError
from nasdsl.util.integers import decimal

if TYPE_CHECKING:
    from nasdsl.exploration import Member
    from nasdsl.exploration.run import Run
    from nasdsl.ops import Op


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@operations_option
@json_option
def report(run: Path, operations: list[Op], as_json: bool) -> None:
    """Show what a search found.

    The front as a table; and written into the folder of the run, report.html and pareto.png.
    """
    print_run(run, partial(run_json, run) if as_json else None, operations)


def print_run(folder: Path, data: Callable[[Run], Any] | None, operations: Iterable[Op]) -> bool:
    """Print a run as tables or JSON, then write its report into the folder.

    Args:
        folder: the run's folder.
        data: makes the JSON to print from the run; None prints tables.
        operations: a user's operations that the spec uses.

    Returns:
        Whether there is a network on the run's front.
    """
    from nasdsl import reporting
    from nasdsl.exploration.run import Run

    run = Run.read(folder)
    emit(data(run)) if data else _print_run(run)
    try:
        reporting.write_picture(run, folder)
    except RunError:
        raise
    except NasdslError as error:
        say(f"no picture: {error}", err=True)
    page = reporting.write_page(run, folder, operations)
    if not data:
        say(f"report: {page}")
    return bool(run.front)


def _print_run(run: Run) -> None:
    from nasdsl.reporting.grids import counts_grid, reasons_grid

    if run.front:
        say(f"{run.name}: {plural(len(run.front), 'network')} on the front")
        say()
        _print_front(run)
    else:
        say(f"{run.name}: the front is empty")
        for reason, candidates in reasons_grid(run).rows:
            say(f"  {candidates} {reason}")
    counts = counts_grid(run)
    pairs = zip(counts.heads, counts.rows[0], strict=True)
    say()
    say(", ".join(f"{name} {number}" for name, number in pairs))
    for network in run.retrained:
        done = f"{len(network.epochs)} of {network.total} epochs"
        index, accuracy = network.description["index"], network.test["accuracy"]
        say(f"retrained, {done}: test accuracy {accuracy:.2%}, index {index}")
    if not run.finished:
        say(f"unfinished: there are to be {plural(run.total, 'candidate')}")


def _print_front(run: Run) -> None:
    """The front; the index stands last, since it may be long, and no accuracy beside its error."""
    from nasdsl.reporting.grids import front_grid

    grid = front_grid(run)
    doubled = {"accuracy"} if "error" in grid.heads else set[str]()
    shown = [i for i, head in enumerate(grid.heads) if head not in {"index", *doubled}]
    heads, *rows = ([cells[i] for i in (*shown, 0)] for cells in (grid.heads, *grid.rows))
    table(heads, rows)


# as data


def front_json(run: Run) -> list[dict[str, Any]]:
    """The front of a run as JSON: indices as text, objectives by the names in the spec."""
    return [_member_json(member, run.objectives) for member in run.front]


def _member_json(member: Member, objectives: Sequence[str]) -> dict[str, Any]:
    return {
        "index": decimal(member.index),
        "hash": member.hash,
        "params": member.params,
        "macs": member.macs,
        "memory": member.memory,
        "objectives": dict(zip(objectives, member.values, strict=True)),
        "metrics": member.metrics,
        "test": member.test,
    }


def run_json(folder: Path, run: Run) -> dict[str, Any]:
    """A run as JSON: front, networks trained at full length, history, settings.

    Args:
        folder: the run's folder.
        run: the run, as it was read from the folder.
    """
    from nasdsl.cli.retraining import as_data
    from nasdsl.exploration.run_folder import read_run

    return {
        "front": front_json(run),
        "retrained": [as_data(network) for network in run.retrained],
        "history": [asdict(generation) for generation in run.history],
        "settings": read_run(folder).description,
    }
