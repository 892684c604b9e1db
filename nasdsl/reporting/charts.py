"""Charts of a run for its page, as SVG: objectives of all networks and the front, and progress.

Their colours are those of the page, in light and dark; each point has a tooltip.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nasdsl.drawing.plots import is_logarithmic
from nasdsl.exploration.run import Run
from nasdsl.reporting.numbers import short
from nasdsl.util.text import escaped

WIDTH, HEIGHT = 720.0, 400.0
LOW = 220.0  # the height of a chart of the history
LEFT, RIGHT, TOP, BOTTOM = 78.0, 20.0, 26.0, 46.0  # around what is plotted
TICKS = 5
MOST = sys.float_info.max  # differences are taken of halves and fifths, so that they stay below it
RADIUS, LARGEST = 4.0, 9.0  # of a network of the front, and of that with most of a third objective

ChartPoint = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis of a chart.

    Args:
        label: the text beside the axis.
        low: the number at its beginning.
        high: the number at its end.
        log: whether it is logarithmic.
    """

    label: str
    low: float
    high: float
    log: bool = False

    def share(self, value: float) -> float:
        """The position of a number on the axis, 0 at `low` and 1 at `high`."""
        low, high, at = (self._scaled(number) / 2 for number in (self.low, self.high, value))
        return (at - low) / (high - low)

    def ticks(self) -> list[float]:
        """The numbers to write beside the axis, ascending, and round where that is possible."""
        if self.log:
            first, last = math.ceil(math.log10(self.low)), math.floor(math.log10(self.high))
            powers = range(first, last + 1, 1 + (last - first) // (2 * TICKS))
            numbers = [10.0**power for power in powers]
            return numbers if len(numbers) > 1 else [self.low, self.high]
        rough = self.high / TICKS - self.low / TICKS
        size = 10.0 ** math.floor(math.log10(rough))
        step = next(size * n for n in (1, 2, 5, 10) if size * n >= rough)
        first, last = math.ceil(self.low / step), math.floor(self.high / step)
        return [number * step for number in range(first, last + 1)]

    def _scaled(self, value: float) -> float:
        return math.log10(value) if self.log else value


def axis(label: str, values: Sequence[float], whole: bool = False) -> Axis:
    """An axis that has room for some values.

    Args:
        label: the text beside the axis.
        values: the numbers that will be drawn.
        whole: whether they are whole numbers, such as ranks; the axis then has no margin, and is
            never logarithmic.
    """
    low, high = min(values, default=0.0), max(values, default=1.0)
    if not whole and is_logarithmic(values):
        return Axis(label, low / 1.3, min(high * 1.3, MOST), log=True)
    room = 0.0 if whole and low < high else 0.1 * (high / 2 - low / 2) or 0.05 * abs(high) or 1.0
    return Axis(label, max(low - room, -MOST), min(high + room, MOST))


def front_chart(run: Run) -> str:
    """SVG of all evaluated networks, with the front as steps, over the first two objectives.

    A third objective is shown by the size of circles; a single one is plotted against the rank of
    its values.
    """
    points = [point for point in run.points if all(map(math.isfinite, point))]
    if len(run.objectives) == 1:
        return _ranked_chart(run, [point[0] for point in points])
    x = axis(run.objectives[0], [point[0] for point in points])
    y = axis(run.objectives[1], [point[1] for point in points])
    plot = _Plot(x, y, HEIGHT)
    front = [member.values for member in run.front]
    body = [plot.steps([(px, py) for px, py in front])] if len(run.objectives) == 2 else []
    body += [plot.circle((px, py), 2.5, "faint") for px, py, *_ in points]
    sizes = _radii(front)
    for member, radius in zip(run.front, sizes, strict=True):
        named_values = zip(run.objectives, member.values, strict=True)
        values = ", ".join(f"{name} {short(value)}" for name, value in named_values)
        title = f"index {member.index}: {values}"
        body.append(plot.circle((member.values[0], member.values[1]), radius, "front", title))
    third = f"; larger circles, more {run.objectives[2]}" if len(run.objectives) > 2 else ""
    evaluated = f"{run.count('evaluated'):,} evaluated"
    return plot.svg(f"{evaluated}, {len(front)} on the front{third}", body)


def history_chart(run: Run) -> str:
    """SVG of the best value of the first objective and the hypervolume, by generation."""
    known = [(float(entry.number + 1), entry) for entry in run.history if entry.best]
    x = axis("generation", [number for number, _ in known], whole=True)
    best = [(number, entry.best[0]) for number, entry in known]
    volume = [(number, entry.hypervolume) for number, entry in known]
    volume = [point for point in volume if math.isfinite(point[1])]
    charts: list[str] = []
    for label, points in ((f"best {run.objectives[0]}", best), ("hypervolume", volume)):
        plot = _Plot(x, axis(label, [value for _, value in points]), LOW)
        dots = [plot.circle(p, 2.5, "front", f"{p[0]:.0f}: {short(p[1])}") for p in points]
        charts.append(plot.svg(f"{label} by generation", [plot.steps(points), *dots]))
    return "\n".join(charts)


def _ranked_chart(run: Run, values: Sequence[float]) -> str:
    ranks = [float(rank) for rank, _ in enumerate(values, start=1)]
    x = axis("networks, the best first", ranks, whole=True)
    plot = _Plot(x, axis(run.objectives[0], values), HEIGHT)
    points = list(zip(ranks, values, strict=True))
    body = [plot.circle(p, 2.5, "faint", short(p[1])) for p in points]
    body += [plot.circle(p, RADIUS, "front", f"best: {short(p[1])}") for p in points[:1]]
    return plot.svg(f"{run.count('evaluated'):,} evaluated", body)


def _radii(front: Sequence[Sequence[float]]) -> list[float]:
    """The sizes of circles: equal, or by the third objective."""
    thirds = [values[2] for values in front if len(values) > 2]
    low, high = min(thirds, default=0.0), max(thirds, default=0.0)
    if low == high:
        return [RADIUS] * len(front)
    return [RADIUS + (LARGEST - RADIUS) * (third - low) / (high - low) for third in thirds]


@dataclass(frozen=True, slots=True)
class _Plot:
    """Two axes, and where numbers are between them."""

    x: Axis
    y: Axis
    height: float

    def place(self, point: ChartPoint) -> ChartPoint:
        """Where a point is in the picture."""
        width, height = WIDTH - LEFT - RIGHT, self.height - TOP - BOTTOM
        down = 1 - self.y.share(point[1])
        return LEFT + width * self.x.share(point[0]), TOP + height * down

    def circle(self, point: ChartPoint, radius: float, look: str, title: str = "") -> str:
        """A point."""
        left, top = self.place(point)
        tip = f"<title>{escaped(title)}</title>" if title else ""
        where = f'cx="{left:.1f}" cy="{top:.1f}" r="{radius:.1f}"'
        return f'<circle class="{look}" {where}>{tip}</circle>'

    def steps(self, points: Sequence[ChartPoint]) -> str:
        """A line that keeps its height until the next point."""
        places = [self.place(point) for point in points]
        if not places:
            return ""
        (left, top), *others = places
        path = f"M{left:.1f} {top:.1f}" + "".join(f"H{x:.1f}V{y:.1f}" for x, y in others)
        return f'<path class="steps" d="{path}"/>'

    def svg(self, title: str, body: Sequence[str]) -> str:
        """The whole picture."""
        size = f'viewBox="0 0 {WIDTH:.0f} {self.height:.0f}" width="{WIDTH:.0f}"'
        parts = (f'<svg class="chart" {size} role="img">', f"<title>{escaped(title)}</title>")
        caption = _chart_text(title, LEFT, 16, "start")
        return "\n".join([*parts, caption, *self._axes(), *body, "</svg>"])

    def _axes(self) -> Iterator[str]:
        """Lines and numbers."""
        bottom, right = self.height - BOTTOM, WIDTH - RIGHT
        for tick in self.x.ticks():
            left, _ = self.place((tick, self.y.low))
            yield f'<path class="grid" d="M{left:.1f} {TOP:.1f}V{bottom:.1f}"/>'
            yield _chart_text(short(tick), left, bottom + 16, "middle")
        for tick in self.y.ticks():
            _, top = self.place((self.x.low, tick))
            yield f'<path class="grid" d="M{LEFT:.1f} {top:.1f}H{right:.1f}"/>'
            yield _chart_text(short(tick), LEFT - 6, top + 4, "end")
        yield _chart_text(self.x.label, (LEFT + right) / 2, self.height - 10, "middle")
        middle = (TOP + bottom) / 2
        turned = f'transform="rotate(-90 14 {middle:.1f})"'
        yield _chart_text(self.y.label, 14, middle, "middle", turned)


def _chart_text(text: str, left: float, top: float, anchor: str, more: str = "") -> str:
    where = f'x="{left:.1f}" y="{top:.1f}" text-anchor="{anchor}" {more}'.strip()
    return f"<text {where}>{escaped(text)}</text>"
