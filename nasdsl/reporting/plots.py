"""The plot of a run as a PNG file."""

from __future__ import annotations

from pathlib import Path

from nasdsl.drawing.plots import png
from nasdsl.exploration.run import Run
from nasdsl.util import files

PICTURE = "pareto.png"


def write_picture(run: Run, folder: str | Path) -> Path:
    """Draw the front of a run into a file, `pareto.png`.

    Args:
        run: the run.
        folder: the folder in which the file is written.

    Returns:
        The path of the file.

    Raises:
        NasdslError: matplotlib is not installed.
        RunError: the folder cannot be written.
    """
    path = Path(folder) / PICTURE
    files.replace(path, draw_front(run))
    return path


def draw_front(run: Run) -> bytes:
    """The bytes of a PNG file that shows the front among all evaluated networks.

    Raises:
        NasdslError: matplotlib is not installed.
    """
    return png(run.plot())
