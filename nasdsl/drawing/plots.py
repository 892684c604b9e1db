"""The plot of a search: the objectives of all evaluated networks, and the front.

Matplotlib is imported when a plot is drawn, and draws into memory: no window, no global state.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from nasdsl.errors import NasdslError

Axes = Any  # matplotlib's own types are partial
Figure = Any
Points = Sequence[tuple[float, ...]]

_FRONT = "#c2410c"
_FAINT = "#94a3b8"
LOG_RATIO = 30  # from this ratio of largest to smallest on, an axis is logarithmic


def front_figure(name: str, objectives: Sequence[str], points: Points, front: Points) -> Figure:
    """A plot of all evaluated networks, and of the front as steps, over the first two objectives.

    A third objective is shown by colour; a single one is plotted against the rank of its values.

    Args:
        name: the title.
        objectives: the names of the objectives, for the axes.
        points: for each evaluated network, the values of its objectives; no two are equal, and they
            are sorted.
        front: the values of the networks on the front.

    Raises:
        NasdslError: matplotlib is not installed.
    """
    figure, axes = _figure(7.2, 4.8)
    if len(objectives) == 1:
        _ranked(axes, objectives[0], points)
    else:
        marks = _plane(axes, objectives, points, front)
        if len(objectives) > 2:
            figure.colorbar(marks, ax=axes, label=objectives[2])
    axes.set_title(name, loc="left")
    return figure


def png(figure: Figure) -> bytes:
    """The bytes of a PNG file that shows a figure of matplotlib."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    return buffer.getvalue()


def is_logarithmic(values: Sequence[float]) -> bool:
    """Whether an axis for these values is logarithmic.

    It is if all are positive and the largest is at least 30 times the smallest.
    """
    return min(values, default=0.0) > 0 and max(values) / min(values) >= LOG_RATIO


def _plane(axes: Axes, objectives: Sequence[str], points: Points, front: Points) -> Any:
    """Draws points over two objectives, and returns the marks of the front."""
    faint = {"color": _FAINT, "alpha": 0.5, "linewidths": 0}
    axes.scatter(*_columns(points), s=14, **faint, zorder=2.5, label="evaluated")
    label = f"front ({len(front)})"
    x, y = _columns(front)
    if len(objectives) == 2:
        axes.step(x, y, where="post", color=_FRONT, linewidth=0.8)
        marks = axes.scatter(x, y, s=26, color=_FRONT, zorder=3, label=label)
    else:
        third = [values[2] for values in front]
        marks = axes.scatter(x, y, c=third, s=34, cmap="viridis", zorder=3, label=label)
    _scale(axes.set_xscale, [p[0] for p in points])
    _scale(axes.set_yscale, [p[1] for p in points])
    axes.set_xlabel(objectives[0])
    axes.set_ylabel(objectives[1])
    axes.legend(frameon=False)
    return marks


def _ranked(axes: Axes, objective: str, points: Points) -> None:
    values = [point[0] for point in points]
    axes.plot(values, color=_FAINT, marker=".", linewidth=0.8)
    axes.plot(values[:1], color=_FRONT, marker="o")
    _scale(axes.set_yscale, values)
    axes.set_xlabel("networks, the best first")
    axes.set_ylabel(objective)


def _scale(set_scale: Any, values: Sequence[float]) -> None:
    if is_logarithmic(values):
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
