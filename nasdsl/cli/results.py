"""`report`: what a search found, printed, and as a page in the run's folder."""

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
from nasdsl.limits import decimal

if TYPE_CHECKING:
    from nasdsl.exploration import Member
    from nasdsl.ops import Op
    from nasdsl.reporting import Summary


@click.command()
@click.argument("run", type=click.Path(path_type=Path))
@operations_option
@json_option
def report(run: Path, operations: list[Op], as_json: bool) -> None:
    """Show what a search found.

    The front as a table; and written into the folder of the run, report.html and pareto.png.
    """
    print_run(run, partial(run_json, run) if as_json else None, operations)


def print_run(
    folder: Path, data: Callable[[Summary], Any] | None, operations: Iterable[Op]
) -> bool:
    """Print a run, or what `data` makes of it as JSON; then write its report.

    Returns:
        Whether there is a network on its front.

    Args:
        folder: the run's.
        data: what is printed as JSON; None prints the run for people.
        operations: those that its spec can use beside the vocabulary.
    """
    from nasdsl import reporting

    summary = reporting.read_summary(folder)
    emit(data(summary)) if data else _print_summary(summary)
    try:
        reporting.write_picture(summary, folder)
    except RunError:
        raise
    except NasdslError as error:
        say(f"no picture: {error}", err=True)
    page = reporting.write_page(summary, folder, operations)
    if not data:
        say(f"report: {page}")
    return bool(summary.front)


def _print_summary(summary: Summary) -> None:
    from nasdsl.reporting.grids import counts_grid, reasons_grid

    if summary.front:
        say(f"{summary.name}: {plural(len(summary.front), 'network')} on the front")
        say()
        _print_front(summary)
    else:
        say(f"{summary.name}: the front is empty")
        for reason, candidates in reasons_grid(summary).rows:
            say(f"  {candidates} {reason}")
    counts = counts_grid(summary)
    told = zip(counts.heads, counts.rows[0], strict=True)
    say()
    say(", ".join(f"{name} {number}" for name, number in told))
    for network in summary.retrained:
        done = f"{len(network.epochs)} of {network.total} epochs"
        index, accuracy = network.description["index"], network.test["accuracy"]
        say(f"retrained, {done}: test accuracy {accuracy:.2%}, index {index}")
    if not summary.finished:
        say(f"unfinished: there are to be {plural(summary.total, 'candidate')}")


def _print_front(summary: Summary) -> None:
    """The front; the index stands last, since it may be long, and no accuracy beside its error."""
    from nasdsl.reporting.grids import front_grid

    grid = front_grid(summary)
    doubled = {"accuracy"} if "error" in grid.heads else set[str]()
    shown = [i for i, head in enumerate(grid.heads) if head not in {"index", *doubled}]
    heads, *rows = ([cells[i] for i in (*shown, 0)] for cells in (grid.heads, *grid.rows))
    table(heads, rows)


# as data


def front_json(summary: Summary) -> list[dict[str, Any]]:
    """The front for programs: the index decimal, objectives by their texts."""
    return [_member_json(member, summary.objectives) for member in summary.front]


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


def run_json(folder: Path, summary: Summary) -> dict[str, Any]:
    """The run for programs: the front, what was retrained, the history, what determines it."""
    from nasdsl.cli.retrain import as_data
    from nasdsl.exploration.run import read_run

    return {
        "front": front_json(summary),
        "retrained": [as_data(network) for network in summary.retrained],
        "history": [asdict(generation) for generation in summary.history],
        "settings": read_run(folder).description,
    }
