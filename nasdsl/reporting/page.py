"""The report: one HTML file that needs nothing else, written from a run folder at any time.

Everything that comes from outside is escaped, pictures are inside, and nothing is loaded.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources
from pathlib import Path
from string import Template

from nasdsl.drawing import STYLE
from nasdsl.limits import decimal
from nasdsl.ops import Op
from nasdsl.reporting.charts import front_chart, history_chart
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
from nasdsl.reporting.summary import Summary
from nasdsl.util import files
from nasdsl.util.text import escaped

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
    """The page's text."""
    template = resources.files("nasdsl.reporting").joinpath("page.html").read_text("utf-8")
    return Template(template).substitute(
        name=escaped(summary.name),
        objectives=" and ".join(f"<b>{escaped(text)}</b>" for text in summary.objectives),
        notice=_notice(summary),
        front_picture=front_chart(summary),
        front_table=_table(front_grid(summary)),
        retrained=_retrained(summary),
        style=STYLE,
        networks="\n".join(pictures(summary, operations)),
        counts=_table(counts_grid(summary)),
        seconds=duration(summary.seconds),
        reasons=_table(reasons_grid(summary)) if summary.reasons else "",
        history_picture=history_chart(summary),
        history_table=_table(history_grid(summary)),
        commands=escaped(_commands(summary)),
        python=escaped(_python(summary)),
        settings=_table(settings_grid(summary)),
        text=escaped(summary.text),
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
