"""Presentation of a run: tables, pictures, an HTML page, and progress in the terminal.

- `write_picture`, `write_page`: `pareto.png` and `report.html` in the run folder
- `progress_listener`: shows a search in the terminal while it runs
"""

from nasdsl.reporting.page import write_page
from nasdsl.reporting.plots import write_picture
from nasdsl.reporting.progress import progress_listener

__all__ = [
    "progress_listener",
    "write_page",
    "write_picture",
]
