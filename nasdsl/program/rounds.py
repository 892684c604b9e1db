"""Pieces that are alike but for their decisions, as one loop."""

from __future__ import annotations

from collections.abc import Sequence

from nasdsl.program.arms import Around, inline, united
from nasdsl.program.decision import Rounds
from nasdsl.program.fragment import Fragment, inner, outer
from nasdsl.program.graph import Apply, Loop, State


def one_after_another(around: Around, pieces: Sequence[Fragment], start: int, path: str) -> int:
    """Add pieces that all begin with the tensor `start`, each on what the one before gives.

    Each but the last gives a tensor of the state of `start`.
    """
    tensor, first = start, 0
    while first < len(pieces):
        alike = _alike(around, pieces[first:], start)
        rest = pieces[first : first + alike]
        first += alike
        if alike == 1:
            tensor = inline(around, _from(rest[0], start, tensor))
        else:
            tensor = _loop(around, rest, outer(start), (tensor,), False, path)
    return tensor


def _alike(around: Around, pieces: Sequence[Fragment], start: int) -> int:
    """How many of the pieces, from the first, can be one loop."""
    first = pieces[0]
    if (
        not first.steps
        or first.output < 0
        or first.steps[first.output].state != around.state(start)
    ):
        return 1
    for number, piece in enumerate(pieces[1:], start=1):
        same = around.forms.outline(piece) == around.forms.outline(first)
        if not same or piece.takes() != first.takes():
            return number
    return len(pieces)


def _from(piece: Fragment, start: int, tensor: int) -> Fragment:
    """The piece on another tensor than `start`."""
    return piece.cut(range(len(piece.steps)), {outer(start): outer(tensor)})


def side_by_side(
    around: Around, pieces: Sequence[Fragment], starts: Sequence[int], path: str
) -> list[int]:
    """Add pieces, each of which begins with its own tensor of `starts`; their tensors."""
    if not _are_rounds(around, pieces, starts):
        return [inline(around, piece) for piece in pieces]
    loop = _loop(around, pieces, outer(starts[0]), starts, True, path)
    state = around.state(loop)
    return [
        around.add(Apply("item", (("number", n),), (loop,), state, f"{path}.item[{n + 1}]"))
        for n in range(len(pieces))
    ]


def _are_rounds(around: Around, pieces: Sequence[Fragment], starts: Sequence[int]) -> bool:
    if len(pieces) < 2 or not pieces[0].steps:
        return False
    if len({around.forms.outline(piece) for piece in pieces}) > 1:
        return False
    if len({around.state(start) for start in starts}) > 1:
        return False
    takes = [
        ["own" if t == outer(start) else t for t in piece.takes()]
        for piece, start in zip(pieces, starts, strict=True)
    ]
    return all(each == takes[0] for each in takes) and takes[0].count("own") == 1


def _loop(
    around: Around,
    pieces: Sequence[Fragment],
    own: int,
    starts: Sequence[int],
    beside: bool,
    path: str,
) -> int:
    """Add a loop; `own` is the tensor that differs, by its number in the first piece."""
    body = united(pieces, lambda decisions: Rounds(tuple(decisions)))
    others = [t for t in body.takes() if t != own]
    program = body.program([own, *others], lambda t: around.state(inner(t)))
    state: State = program.state(program.output)
    inputs = (*starts, *map(inner, others))
    return around.add(Loop(program, len(pieces), beside, inputs, state, path))
