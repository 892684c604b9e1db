"""The picture of a run as a file of its own: all that was evaluated with the front in it.

Matplotlib is imported when a picture is drawn, and draws into memory: no window, no global state.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nasdsl.errors import NasdslError
from nasdsl.reporting.summary import Summary
from nasdsl.util import files

PICTURE = "pareto.png"

Axes = Any  # matplotlib's own types are partial
Figure = Any

_FRONT = "#c2410c"
_FAINT = "#94a3b8"
_WIDE = 30  # from this ratio of largest to smallest on, an axis is logarithmic


def write_picture(summary: Summary, folder: str | Path) -> Path:
    """Draw the front into `pareto.png` in the run's folder, and return its path.

    Raises:
        NasdslError: matplotlib is not installed.
        RunError: the folder cannot be written.
    """
    path = Path(folder) / PICTURE
    files.replace(path, draw_front(summary))
    return path


def draw_front(summary: Summary) -> bytes:
    """A PNG: all that was evaluated, faint, and the front as steps, over the first two objectives.

    A third objective is told by colour; a single one stands over the order of its values.

    Raises:
        NasdslError: matplotlib is not installed.
    """
    figure, axes = _figure(7.2, 4.8)
    if len(summary.objectives) == 1:
        _ranked(axes, summary)
    else:
        _plane(figure, axes, summary)
    axes.set_title(summary.name, loc="left")
    return _png(figure)


def _plane(figure: Figure, axes: Axes, summary: Summary) -> None:
    points, front = summary.points, [member.values for member in summary.front]
    evaluated = f"evaluated ({len(points)})"
    axes.scatter(*_columns(points), s=14, color=_FAINT, alpha=0.5, linewidths=0, label=evaluated)
    label = f"front ({len(front)})"
    x, y = _columns(front)
    if len(summary.objectives) == 2:
        axes.step(x, y, where="post", color=_FRONT, linewidth=1.2)
        axes.scatter(x, y, s=26, color=_FRONT, zorder=3, label=label)
    else:
        third = [values[2] for values in front]
        marks = axes.scatter(x, y, c=third, s=34, cmap="viridis", zorder=3, label=label)
        figure.colorbar(marks, ax=axes, label=summary.objectives[2])
    _scale(axes.set_xscale, [p[0] for p in points])
    _scale(axes.set_yscale, [p[1] for p in points])
    axes.set_xlabel(summary.objectives[0])
    axes.set_ylabel(summary.objectives[1])
    axes.legend(frameon=False)


def _ranked(axes: Axes, summary: Summary) -> None:
    values = [point[0] for point in summary.points]
    axes.plot(values, color=_FAINT, marker=".", linewidth=0.8)
    axes.plot(values[:1], color=_FRONT, marker="o")
    _scale(axes.set_yscale, values)
    axes.set_xlabel("networks, the best first")
    axes.set_ylabel(summary.objectives[0])


def _scale(set_scale: Any, values: Sequence[float]) -> None:
    if values and min(values) > 0 and max(values) / min(values) >= _WIDE:
        set_scale("log")


def _columns(points: Sequence[tuple[float, ...]]) -> tuple[list[float], list[float]]:
    return [point[0] for point in points], [point[1] for point in points]


def _figure(width: float, height: float) -> tuple[Figure, Axes]:
    try:
        from matplotlib import figure as drawing
    except ModuleNotFoundError as error:
        if error.name != "matplotlib":
            raise
        raise NasdslError("pictures need matplotlib", "pip install 'nasdsl[plot]'") from error
    figure: Figure = drawing.Figure(figsize=(width, height), dpi=150, layout="constrained")
    axes = figure.add_subplot()
    axes.grid(visible=True, color="#e2e8f0", linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_axisbelow(True)
    return figure, axes


def _png(figure: Figure) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    return buffer.getvalue()
