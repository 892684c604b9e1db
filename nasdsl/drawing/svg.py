"""Pictures as SVG text, which needs no font, style or script from elsewhere.

Colours follow the reader's preference for light or dark. Numbers are rounded to tenths, so that the
same picture is the same text everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nasdsl.drawing.layout import LINE, NOTE, SMALL, lay_out
from nasdsl.drawing.placed import Layout, PlacedItem, Point
from nasdsl.drawing.scene import Frame, Look, Picture
from nasdsl.drawing.style import STYLE
from nasdsl.util.text import escaped

EDGE = 20.0  # around the picture
APART = 28.0  # between panels
WIDEST = 1100.0  # from here on, panels begin a new row
TITLE = 20.0  # the height of a line below the title
TITLE_LETTER = 9.5  # the width of one of the title


def svg(picture: Picture) -> str:
    """The text of an SVG file that shows the picture."""
    style = f"<style>{STYLE}</style>"
    return "\n".join(_element(picture, ' xmlns="http://www.w3.org/2000/svg"', style)) + "\n"


def inline_svg(picture: Picture) -> str:
    """The SVG element of a picture, for an HTML page that includes the CSS in `STYLE`."""
    return "\n".join(_element(picture, "", ""))


def _element(picture: Picture, namespace: str, style: str) -> Iterator[str]:
    head = EDGE + 8 + TITLE * (1 + len(picture.notes))
    placed, width, height = _shelves([lay_out(panel) for panel in picture.panels], head)
    texts = max(TITLE_LETTER * len(picture.title), *(SMALL * len(note) for note in picture.notes))
    wide, high = _svg_number(max(width, EDGE + texts) + EDGE), _svg_number(height + EDGE)
    size = f'viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"'
    yield f'<svg{namespace} class="nasdsl" {size} role="img">'
    yield f"<title>{escaped(picture.title)}</title>{style}"
    yield '<rect class="paper" width="100%" height="100%"/>'
    yield from _title(picture)
    for layout, corner in placed:
        yield from _svg_scene(layout, corner)
    yield "</svg>"


def _shelves(
    layouts: Sequence[Layout], top: float
) -> tuple[list[tuple[Layout, Point]], float, float]:
    """The first panel at the left, the others in rows beside it; with how far they reach."""
    first, *others = layouts
    placed = [(first, (EDGE, top))]
    start = left = EDGE + first.width + APART
    reach, bottom, lowest = EDGE + first.width, top, top + first.height
    for layout in others:
        if left > start and left + layout.width > WIDEST:
            left, top = start, bottom + APART
        placed.append((layout, (left, top)))
        reach = max(reach, left + layout.width)
        bottom = max(bottom, top + layout.height)
        left += layout.width + APART
    return placed, reach, max(bottom, lowest)


def _title(picture: Picture) -> Iterator[str]:
    yield _svg_text(picture.title, (EDGE, EDGE + 8), "title")
    for at, note in enumerate(picture.notes, start=1):
        yield _svg_text(note, (EDGE, EDGE + 8 + TITLE * at), "small")


# graphs


def _svg_scene(layout: Layout, corner: Point) -> Iterator[str]:
    """Wires below boxes, and notes above all."""
    left, top = corner
    yield f'<g transform="translate({_svg_number(left)} {_svg_number(top)})">'
    for placed in layout.items:
        if placed.inside is not None:
            yield from _frame(placed, placed.inside)
    for route in dict.fromkeys(layout.routes):
        yield f'<path class="wire" d="{_path(route)}"/>'
    for placed in layout.items:
        if placed.inside is None:
            yield from _svg_box(placed)
    yield "</g>"


def _frame(placed: PlacedItem, inside: Layout) -> Iterator[str]:
    item = placed.item
    assert isinstance(item, Frame)
    yield f'<g class="frame {item.look}">'
    if item.look is Look.REPEAT:
        yield _rect(placed, shift=4.0, round_=8.0)
    yield _rect(placed, round_=8.0)
    yield "</g>"
    yield from _svg_scene(inside, placed.corner)
    yield from _svg_text_over_wires(item.label, (placed.left + 10, placed.top + 15), "label")


def _svg_box(placed: PlacedItem) -> Iterator[str]:
    box = placed.item
    assert not isinstance(box, Frame)
    round_ = placed.height / 2 if box.look in (Look.MERGE, Look.END) else 4.0
    middle = placed.left + placed.width / 2
    first = placed.top + (placed.height - LINE * len(box.lines)) / 2 + LINE * 0.78
    yield f'<g class="{box.look}">'
    yield from _svg_tooltip(box.tip)
    yield _rect(placed, round_=round_)
    for at, line in enumerate(box.lines):
        yield _svg_text(line, (middle, first + LINE * at), "middle" if at == 0 else "middle small")
    yield "</g>"
    if box.note:
        below = (middle + NOTE, placed.top + placed.height + 12)
        yield from _svg_text_over_wires(box.note, below, "note")


def _rect(placed: PlacedItem, *, round_: float, shift: float = 0.0) -> str:
    x, y = _svg_number(placed.left + shift), _svg_number(placed.top + shift)
    size = f'width="{_svg_number(placed.width)}" height="{_svg_number(placed.height)}"'
    return f'<rect x="{x}" y="{y}" {size} rx="{_svg_number(round_)}"/>'


def _svg_tooltip(text: str) -> Iterator[str]:
    if text:
        yield f"<title>{escaped(text)}</title>"


def _svg_text(text: str, at: Point, style: str, attributes: str = "") -> str:
    x, y = map(_svg_number, at)
    return f'<text class="{style}" x="{x}" y="{y}"{attributes}>{escaped(text)}</text>'


def _svg_text_over_wires(text: str, at: Point, style: str) -> Iterator[str]:
    """A text with a rim in the paper's colour, as two texts: few converters know `paint-order`."""
    yield _svg_text(text, at, f"{style} halo", ' aria-hidden="true"')
    yield _svg_text(text, at, style)


def _path(route: Sequence[Point]) -> str:
    """Straight down and bent in turn; a bend leaves and arrives straight down."""
    (x, y), *rest = route
    parts = [f"M{_svg_number(x)} {_svg_number(y)}"]
    for at, (nx, ny) in enumerate(rest):
        if at % 2 and nx != x:
            half = _svg_number((y + ny) / 2)
            parts.append(
                f"C{_svg_number(x)} {half} "
                f"{_svg_number(nx)} {half} {_svg_number(nx)} {_svg_number(ny)}"
            )
        elif ny != y:
            parts.append(f"V{_svg_number(ny)}")
        x, y = nx, ny
    return "".join(parts)


def _svg_number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
