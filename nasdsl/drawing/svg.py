"""The text of a picture: SVG that needs no font, style or script from elsewhere.

Colours follow the reader's preference for light or dark. Numbers are rounded to tenths, so that
the same picture is the same text everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from nasdsl.drawing.layout import LINE, NOTE, Layout, Placed, Point, lay_out
from nasdsl.drawing.scene import Frame, Look, Picture
from nasdsl.drawing.style import STYLE

EDGE = 20.0  # around the picture
APART = 28.0  # between panels
WIDEST = 1100.0  # from here on, panels begin a new row
TITLE = 20.0  # the height of a line below the title


def svg(picture: Picture) -> str:
    """A picture as the text of an SVG file."""
    head = EDGE + 8 + TITLE * (1 + len(picture.notes))
    placed, width, height = _shelves([lay_out(panel) for panel in picture.panels], head)
    longest = max(8.5 * len(picture.title), *(6.5 * len(note) for note in picture.notes), width)
    wide, high = _number(longest + 2 * EDGE), _number(height + EDGE)
    size = f'viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="nasdsl" {size} role="img">',
        f"<title>{escape(picture.title)}</title>",
        f"<style>{STYLE}</style>",
        '<rect class="paper" width="100%" height="100%"/>',
        *_title(picture),
        *(line for layout, corner in placed for line in _graph(layout, corner)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _shelves(
    layouts: Sequence[Layout], top: float
) -> tuple[list[tuple[Layout, Point]], float, float]:
    """Panels from left to right in rows; with their places, and how far they reach."""
    placed: list[tuple[Layout, Point]] = []
    left, bottom, reach = EDGE, top, 0.0
    for layout in layouts:
        if left > EDGE and left + layout.width > WIDEST:
            left, top = EDGE, bottom + APART
        placed.append((layout, (left, top)))
        left += layout.width + APART
        bottom = max(bottom, top + layout.height)
        reach = max(reach, left - APART - EDGE)
    return placed, reach, bottom


def _title(picture: Picture) -> Iterator[str]:
    yield _text(picture.title, (EDGE, EDGE + 8), "title")
    for at, note in enumerate(picture.notes, start=1):
        yield _text(note, (EDGE, EDGE + 8 + TITLE * at), "small")


# graphs


def _graph(layout: Layout, corner: Point) -> Iterator[str]:
    """Wires below boxes, and notes above all."""
    left, top = corner
    yield f'<g transform="translate({_number(left)} {_number(top)})">'
    for placed in layout.items:
        if placed.inside is not None:
            yield from _frame(placed, placed.inside)
    for route in dict.fromkeys(layout.routes):
        yield f'<path class="wire" d="{_path(route)}"/>'
    for placed in layout.items:
        if placed.inside is None:
            yield from _box(placed)
    yield "</g>"


def _frame(placed: Placed, inside: Layout) -> Iterator[str]:
    item = placed.item
    assert isinstance(item, Frame)
    yield f'<g class="frame {item.look}">'
    yield from _tip(item.tip)
    if item.look is Look.REPEAT:
        yield _rect(placed, shift=4.0, round_=8.0)
    yield _rect(placed, round_=8.0)
    yield "</g>"
    yield from _graph(inside, placed.corner)
    yield _text(item.label, (placed.left + 10, placed.top + 15), f"label {item.look}")


def _box(placed: Placed) -> Iterator[str]:
    box = placed.item
    assert not isinstance(box, Frame)
    round_ = placed.height / 2 if box.look in (Look.MERGE, Look.END) else 4.0
    middle = placed.left + placed.width / 2
    first = placed.top + (placed.height - LINE * len(box.lines)) / 2 + LINE * 0.78
    yield f'<g class="{box.look}">'
    yield from _tip(box.tip)
    yield _rect(placed, round_=round_)
    for at, line in enumerate(box.lines):
        yield _text(line, (middle, first + LINE * at), "middle" if at == 0 else "middle small")
    yield "</g>"
    if box.note:
        yield _text(box.note, (middle + NOTE, placed.top + placed.height + 12), "note")


def _rect(placed: Placed, *, round_: float, shift: float = 0.0) -> str:
    x, y = _number(placed.left + shift), _number(placed.top + shift)
    size = f'width="{_number(placed.width)}" height="{_number(placed.height)}"'
    return f'<rect x="{x}" y="{y}" {size} rx="{_number(round_)}"/>'


def _tip(text: str) -> Iterator[str]:
    if text:
        yield f"<title>{escape(text)}</title>"


def _text(text: str, at: Point, style: str) -> str:
    x, y = map(_number, at)
    return f'<text class="{style}" x="{x}" y="{y}">{escape(text)}</text>'


def _path(route: Sequence[Point]) -> str:
    """Straight down and bent in turn; a bend leaves and arrives straight down."""
    (x, y), *rest = route
    parts = [f"M{_number(x)} {_number(y)}"]
    for at, (nx, ny) in enumerate(rest):
        if at % 2 and nx != x:
            half = _number((y + ny) / 2)
            parts.append(f"C{_number(x)} {half} {_number(nx)} {half} {_number(nx)} {_number(ny)}")
        elif ny != y:
            parts.append(f"V{_number(ny)}")
        x, y = nx, ny
    return "".join(parts)


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
