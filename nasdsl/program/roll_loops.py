"""Loop rolling: fragments that are equal except for decisions become the rounds of one loop."""

from __future__ import annotations

from collections.abc import Sequence

from nasdsl.program.decision_expr import PerRound
from nasdsl.program.graph import ITEM, Apply, Loop, State
from nasdsl.program.lower_select import SelectContext, inline_fragment, united
from nasdsl.program.subgraph import ENTERING, Fragment, inner, outer


def one_after_another(
    around: SelectContext, pieces: Sequence[Fragment], start: int, path: str
) -> int:
    """Add fragments in sequence, each on the output of the one before, as loops where possible.

    Args:
        around: the piece of a program to which they are added.
        pieces: the fragments; all outputs but the last have the state of `start`.
        start: the number of the tensor that enters the first one.
        path: the path that each loop gets.

    Returns:
        The number of the last output.
    """
    tensor, first = start, 0
    while first < len(pieces):
        alike = _loop_length(around, pieces[first:], start)
        rest = pieces[first : first + alike]
        first += alike
        if alike == 1:
            tensor = inline_fragment(around, rest[0].on(outer(tensor)))
        else:
            tensor = _add_loop(around, rest, (tensor,), False, path)
    return tensor


def _loop_length(around: SelectContext, pieces: Sequence[Fragment], start: int) -> int:
    """How many fragments, from the first on, can be rounds of one loop."""
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


def side_by_side(
    around: SelectContext, pieces: Sequence[Fragment], starts: Sequence[int], path: str
) -> list[int]:
    """Add fragments side by side, as one loop if possible.

    Args:
        around: the piece of a program to which they are added.
        pieces: the fragments.
        starts: for each fragment, the number of the tensor that enters it.
        path: the path that the loop gets.

    Returns:
        The numbers of their outputs, in order.
    """
    if not _are_rounds(around, pieces, starts):
        placed = zip(pieces, starts, strict=True)
        return [inline_fragment(around, piece.on(outer(start))) for piece, start in placed]
    loop = _add_loop(around, pieces, starts, True, path)
    state = around.state(loop)
    return [
        around.add(Apply(ITEM, (("number", n),), (loop,), state, f"{path}.item[{n + 1}]"))
        for n in range(len(pieces))
    ]


def _are_rounds(around: SelectContext, pieces: Sequence[Fragment], starts: Sequence[int]) -> bool:
    if len(pieces) < 2 or not pieces[0].steps:
        return False
    if len({around.forms.outline(piece) for piece in pieces}) > 1:
        return False
    if len({around.state(start) for start in starts}) > 1:
        return False
    takes = [piece.takes() for piece in pieces]
    return ENTERING in takes[0] and all(inputs == takes[0] for inputs in takes)


def _add_loop(
    around: SelectContext,
    pieces: Sequence[Fragment],
    starts: Sequence[int],
    beside: bool,
    path: str,
) -> int:
    """Add a loop over rounds that share all inputs but the first."""
    body = united(pieces, lambda decisions: PerRound(tuple(decisions)))
    others = [t for t in body.takes() if t != ENTERING]

    def state_of(tensor: int) -> State:
        return around.state(starts[0] if tensor == ENTERING else inner(tensor))

    program = body.program([ENTERING, *others], state_of)
    state = program.state(program.output)
    inputs = (*starts, *map(inner, others))
    return around.add(Loop(program, len(pieces), beside, inputs, state, path))
