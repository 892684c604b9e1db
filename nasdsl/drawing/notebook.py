"""The display of spaces and networks in notebooks, with pictures that are not too large there."""

from __future__ import annotations

from nasdsl import limits
from nasdsl.drawing.network import network_picture
from nasdsl.drawing.scene import Picture
from nasdsl.drawing.space import space_picture
from nasdsl.drawing.svg import svg
from nasdsl.program.graph import Program
from nasdsl.searchspace import SearchSpace
from nasdsl.util.text import escaped

BOXES = 500  # of a picture that is shown unasked
STEPS = 2000  # of a network whose picture is looked at


def space_svg(space: SearchSpace) -> str | None:
    """The picture of a space as SVG.

    It is None if it has over 500 boxes, or the number of genotypes is known only within bounds.
    """
    return _svg(space_picture(space)) if space.bounds().exact else None


def network_svg(program: Program, title: str) -> str | None:
    """The picture of a network as SVG; None if it has over 500 boxes, or the network 2,000 steps.

    Args:
        program: the network.
        title: the heading of the picture.
    """
    return _svg(network_picture(program, title)) if len(program.steps) <= STEPS else None


def _svg(picture: Picture) -> str | None:
    return svg(picture) if picture.boxes <= BOXES else None


def space_html(space: SearchSpace) -> str:
    """HTML that shows a search space: title, number of genotypes, its formula, and a picture.

    The picture is left out where it is too large, or the number is known only within bounds.
    """
    formula, symbols = space.formula()
    most = limits.FORMULA
    shown = formula if len(formula) <= most else f"{formula[:most]}..."
    named = {
        "genotypes": str(space.bounds()),
        "formula": shown,
        "with": ", ".join(f"{name}={value}" for name, value in symbols.items()),
    }
    facts = "<br>\n".join(f"{name}: {escaped(text)}" for name, text in named.items() if text)
    return f"<p><b>{escaped(space.space.heading)}</b><br>\n{facts}</p>\n{space_svg(space) or ''}"
