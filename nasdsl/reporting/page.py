"""The report of a run: one HTML file without external resources.

All text from outside is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources
from pathlib import Path
from string import Template

from nasdsl.data import is_dataset
from nasdsl.drawing import STYLE
from nasdsl.exploration.history import reference_point
from nasdsl.exploration.run import Run
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
from nasdsl.reporting.numbers import duration, short
from nasdsl.util import files
from nasdsl.util.integers import decimal
from nasdsl.util.text import escaped

PAGE = "report.html"


def write_page(run: Run, folder: str | Path, operations: Iterable[Op] = ()) -> Path:
    """Write `report.html` into the run's folder, all at once, and return its path.

    Args:
        run: the run.
        folder: the run's folder.
        operations: a user's operations that the spec uses, to draw the networks.

    Raises:
        RunError: the folder cannot be written.
    """
    path = Path(folder) / PAGE
    files.replace(path, report_page(run, operations).encode())
    return path


def report_page(run: Run, operations: Iterable[Op] = ()) -> str:
    """The text of the HTML page that reports a run.

    Args:
        run: the run.
        operations: a user's operations that the spec uses; without them, the page has no pictures
            of networks.
    """
    template = resources.files("nasdsl.reporting").joinpath("page.html").read_text("utf-8")
    return Template(template).substitute(
        name=escaped(run.name),
        objectives=" and ".join(f"<b>{escaped(text)}</b>" for text in run.objectives),
        notice=_notice(run),
        certainty=_certainty(run),
        front_picture=front_chart(run),
        front_table=_table(front_grid(run)),
        retrained=_retrained(run),
        style=STYLE,
        networks="\n".join(pictures(run, operations)),
        counts=_table(counts_grid(run)),
        seconds=duration(run.seconds),
        reasons=_table(reasons_grid(run)) if run.reasons else "",
        reference=escaped(_reference(run)),
        history_picture=history_chart(run),
        history_table=_table(history_grid(run)),
        commands=escaped(_commands(run)),
        python=escaped(_python(run)),
        settings=_table(settings_grid(run)),
        text=escaped(run.spec),
    )


def _notice(run: Run) -> str:
    if run.finished:
        return ""
    done = f"{run.count('candidates'):,} of {run.total:,} candidates are done"
    return f'<p class="note">This search is not finished: {done}. It can be resumed.</p>'


def _certainty(run: Run) -> str:
    """What numbers of the front are exact, and where the others were measured."""
    measured = "All else was measured, once for each network"
    if _trains(run):
        measured += ": on images held out of training, and as <i>test</i> on the test images"
    return f"Parameters and MACs are exact. {measured}; four digits are shown."


def _trains(run: Run) -> bool:
    """Whether networks were evaluated by training them on data, and not by a function."""
    return "details.data.name" in run.settings


def _reference(run: Run) -> str:
    point = reference_point(run.generations)
    named_values = zip(run.objectives, point, strict=bool(point))
    text = ", ".join(f"{name} {short(value)}" for name, value in named_values)
    return f" ({text})" if text else ""


def _retrained(run: Run) -> str:
    if not run.retrained:
        return ""
    explanation = "Networks of the front that were trained on all training images, none held out."
    return f"<h2>Retrained networks</h2>\n<p>{explanation}</p>\n{_table(retrained_grid(run))}"


def _table(grid: Grid) -> str:
    return f'<div class="scroll">{grid.html()}</div>'


def _example(run: Run) -> str:
    return decimal(run.front[0].index) if run.front else "INDEX"


def _commands(run: Run) -> str:
    index = _example(run)
    end = "".join([f" --index {index}", *(f" --operations {name}" for name in run.operations)])
    commands = [f"nasdsl show spec.nas{end}"]
    if _trains(run):
        named = is_dataset(str(run.settings["details.data.name"]))
        end += "" if named else " --data FILE"
        commands.append(f"nasdsl retrain .{end}  # at full length, on the data of the search")
    return "\n".join(commands)


def _python(run: Run) -> str:
    return (
        "import nasdsl\n\n"
        'space = nasdsl.load("spec.nas")\n'
        f"architecture = space.decode(space.unrank({_example(run)}))\n"
        "model = nasdsl.compile(architecture)  # its parameters are new ones, not yet trained"
    )
