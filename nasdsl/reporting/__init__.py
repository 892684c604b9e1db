"""What a run came to, for readers: data, pictures, a page, and the terminal.

- `read`: a run folder as a `Summary`, finished or not
- `write_picture`, `write_page`: `pareto.png` and `report.html` in the run folder
- `shown`: how a search goes while it runs
"""

from nasdsl.reporting.page import write_page
from nasdsl.reporting.plots import write_picture
from nasdsl.reporting.progress import progress_listener
from nasdsl.reporting.summary import Summary, read_summary

__all__ = [
    "Summary",
    "progress_listener",
    "read_summary",
    "write_page",
    "write_picture",
]
