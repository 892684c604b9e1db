"""Progress of a search: a live line in a terminal, else a line for each generation."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from nasdsl.exploration.loop import Progress
from nasdsl.reporting.numbers import duration, short

if TYPE_CHECKING:
    from rich.console import Console

BROAD = 120  # columns of a terminal that has room for a long bar
Listener = Callable[[Progress], None]


@contextmanager
def progress_listener(console: Console, objectives: tuple[str, ...]) -> Generator[Listener]:
    """A context with a function that shows the state of a search, for `search(on_event=...)`.

    Args:
        console: where to print.
        objectives: the names of the objectives, to print beside their best values.
    """
    if console.is_terminal:
        with _live(console, objectives) as listener:
            yield listener
    else:
        yield _plain_progress(console, objectives)


def status(event: Progress, objectives: tuple[str, ...]) -> str:
    """The state of a search as one line, which may be cut off: the least important comes last.

    Args:
        event: the state of the search.
        objectives: the names of the objectives.
    """
    parts = [
        f"generation {event.generation + 1}/{event.generations}",
        left(event),
        *(
            f"best {name} {short(value)}"
            for name, value in zip(objectives, event.best, strict=False)
        ),
        f"{event.done}/{event.total} candidates",
        f"{event.evaluated} evaluated, {event.cached} cached",
    ]
    return " | ".join(part for part in parts if part)


def left(event: Progress) -> str:
    """The estimated time left of a search: `3 min 20 s left`.

    Args:
        event: the state of the search.

    Returns:
        The text; empty if too little is done for an estimate, or nothing is left to do.
    """
    evaluated = event.done - event.replayed
    if evaluated <= 0 or event.done == event.total:
        return ""
    return f"{duration(event.elapsed / evaluated * (event.total - event.done))} left"


@contextmanager
def _live(console: Console, objectives: tuple[str, ...]) -> Generator[Listener]:
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar
    from rich.table import Column

    text = TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True))
    width = 24 if console.width >= BROAD else 8
    with Bar(BarColumn(bar_width=width), text, console=console) as bar:
        task = bar.add_task("starting")

        def listener(event: Progress) -> None:
            description = status(event, objectives)
            bar.update(task, completed=event.done, total=event.total, description=description)

        yield listener


def _plain_progress(console: Console, objectives: tuple[str, ...]) -> Listener:
    def listener(event: Progress) -> None:
        # The last candidate of a generation, unless an earlier process had told it.
        ended = event.done * event.generations == event.total * (event.generation + 1)
        if ended and event.done > event.replayed:
            console.print(status(event, objectives), markup=False, highlight=False, soft_wrap=True)

    return listener
