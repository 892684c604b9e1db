"""The report: one HTML file that needs nothing else, written from a run folder at any time.

Everything that comes from outside is escaped, pictures are inside, and nothing is loaded.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from html import escape
from importlib import resources
from pathlib import Path
from string import Template

from nasdsl.drawing import STYLE
from nasdsl.errors import NasdslError
from nasdsl.limits import decimal
from nasdsl.ops import Op
from nasdsl.reporting.grids import (
    Grid,
    counts_grid,
    front_grid,
    history_grid,
    reasons_grid,
    retrained_grid,
    settings_grid,
)
from nasdsl.reporting.networks import pictures
from nasdsl.reporting.numbers import duration
from nasdsl.reporting.plots import draw_front, draw_history
from nasdsl.reporting.summary import Summary
from nasdsl.util import files

PAGE = "report.html"


def write_page(summary: Summary, folder: str | Path, operations: Iterable[Op] = ()) -> Path:
    """Write `report.html` into the run's folder, all at once, and return its path.

    Raises:
        RunError: the folder cannot be written.
    """
    path = Path(folder) / PAGE
    files.replace(path, report_page(summary, operations).encode())
    return path


def report_page(summary: Summary, operations: Iterable[Op] = ()) -> str:
    """The page's text. Without matplotlib it says what to install in the pictures' places."""
    template = resources.files("nasdsl.reporting").joinpath("page.html").read_text("utf-8")
    return Template(template).substitute(
        name=escape(summary.name),
        objectives=" and ".join(f"<b>{escape(text)}</b>" for text in summary.objectives),
        notice=_notice(summary),
        front_picture=_plot_picture(summary, draw_front, "the Pareto front"),
        front_table=_table(front_grid(summary)),
        retrained=_retrained(summary),
        style=STYLE,
        networks="\n".join(pictures(summary, operations)),
        counts=_table(counts_grid(summary)),
        seconds=duration(summary.seconds),
        reasons=_table(reasons_grid(summary)) if summary.reasons else "",
        history_picture=_plot_picture(summary, draw_history, "best value and hypervolume"),
        history_table=_table(history_grid(summary)),
        commands=escape(_commands(summary)),
        python=escape(_python(summary)),
        settings=_table(settings_grid(summary)),
        text=escape(summary.text),
    )


def _notice(summary: Summary) -> str:
    if summary.finished:
        return ""
    done = f"{summary.count('candidates'):,} of {summary.total:,} candidates are done"
    return f'<p class="note">This search is not finished: {done}. It can be resumed.</p>'


def _retrained(summary: Summary) -> str:
    if not summary.retrained:
        return ""
    told = "Networks of the front that were trained on all training images, none held out."
    return f"<h2>Retrained networks</h2>\n<p>{told}</p>\n{_table(retrained_grid(summary))}"


def _plot_picture(summary: Summary, draw: Callable[[Summary], bytes], what: str) -> str:
    try:
        data = base64.b64encode(draw(summary)).decode()
    except NasdslError as error:
        return f'<p class="note">{escape(str(error))}</p>'
    return f'<img alt="{what}" src="data:image/png;base64,{data}">'


def _table(grid: Grid) -> str:
    return f'<div class="scroll">{grid.html()}</div>'


def _example(summary: Summary) -> str:
    return decimal(summary.front[0].index) if summary.front else "INDEX"


def _commands(summary: Summary) -> str:
    index = _example(summary)
    end = "".join([f" --index {index}", *(f" --operations {name}" for name in summary.operations)])
    return f"nasdsl show spec.nas{end}\nnasdsl train spec.nas{end}"


def _python(summary: Summary) -> str:
    return (
        "import nasdsl\n\n"
        'space = nasdsl.load("spec.nas")\n'
        f"architecture = space.decode(space.unrank({_example(summary)}))\n"
        "model = nasdsl.compile(architecture)"
    )
