"""What a run came to, for readers: data, pictures, a page, and the terminal.

- `write_picture`, `write_page`: `pareto.png` and `report.html` in the run folder
- `progress_listener`: how a search goes while it runs
"""

from nasdsl.reporting.page import write_page
from nasdsl.reporting.plots import write_picture
from nasdsl.reporting.progress import progress_listener

__all__ = [
    "progress_listener",
    "write_page",
    "write_picture",
]
