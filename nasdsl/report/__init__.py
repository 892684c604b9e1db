"""What a run came to, for readers: data, pictures, a page, and the terminal.

- `read`: a run folder as a `Summary`, finished or not
- `write_picture`, `write_page`: `pareto.png` and `report.html` in the run folder
- `shown`: how a search goes while it runs
"""

from nasdsl.report.page import write_page
from nasdsl.report.pareto import write_picture
from nasdsl.report.progress import shown
from nasdsl.report.summary import Summary, read

__all__ = [
    "Summary",
    "read",
    "shown",
    "write_page",
    "write_picture",
]
