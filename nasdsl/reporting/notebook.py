"""The display of a run in notebooks: its front as a table and in a chart."""

from __future__ import annotations

from html import escape

from nasdsl.drawing import STYLE
from nasdsl.exploration.run import Run
from nasdsl.reporting.charts import front_chart
from nasdsl.reporting.grids import front_grid


def run_html(run: Run) -> str:
    """HTML that shows a run in a notebook: the front as a table and in a chart."""
    title = f"<p><b>{escape(run.name)}</b>: minimise {escape(', '.join(run.objectives))}</p>"
    if not run.front:
        return f"{title}\n<p>no network is on the front</p>"
    return f"{title}\n{front_grid(run).html()}\n<style>{STYLE}</style>\n{front_chart(run)}"
