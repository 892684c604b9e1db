"""The display of a space in notebooks: title, count, formula and picture."""

from __future__ import annotations

from nasdsl import limits
from nasdsl.drawing.space import space_picture
from nasdsl.drawing.svg import svg
from nasdsl.searchspace import SearchSpace
from nasdsl.util.text import escaped


def space_html(space: SearchSpace) -> str:
    """A space as HTML with its picture."""
    formula, symbols = space.formula()
    most = limits.FORMULA
    shown = formula if len(formula) <= most else f"{formula[:most]}..."
    named = {
        "genotypes": str(space.bounds()),
        "formula": shown,
        "with": ", ".join(f"{name}={value}" for name, value in symbols.items()),
    }
    facts = "<br>\n".join(f"{name}: {escaped(text)}" for name, text in named.items() if text)
    picture = svg(space_picture(space)) if space.bounds().exact else ""
    return f"<p><b>{escaped(space.space.heading)}</b><br>\n{facts}</p>\n{picture}"
