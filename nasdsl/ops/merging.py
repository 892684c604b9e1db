"""Adapters: operations that are inserted so that the branches of a merge have equal shapes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from nasdsl.ops import FIT, MERGES, PAD, REPEAT, FitMode, MergeKind, Scalar, ShapeError, State

Extent = Callable[[Iterable[int]], int]
"""The height, or width, that branches get of those that they have: the least or the greatest."""


class Adapter(NamedTuple):
    """An operation that is inserted to change a shape.

    Args:
        op: the name of the operation.
        args: its arguments: pairs of name and value.
        state: the shape that it gives.
    """

    op: str
    args: tuple[tuple[str, Scalar], ...]
    state: State


def adapters(kind: str, fit: FitMode, states: Sequence[State]) -> list[Adapter | None]:
    """For each branch of a merge, the operation to insert; None if its shape fits already.

    Args:
        kind: the name of the merge.
        fit: what to do with unequal shapes: project, pad, or raise an error.
        states: the shapes of the branches.

    Raises:
        ShapeError: the shapes cannot be made to fit.
    """
    merge = MERGES[kind]
    if states[1:] == states[:-1]:
        return [None] * len(states)
    match fit:
        case "project":
            return [_project(state, _common(merge, states, state, min)) for state in states]
        case "pad":
            return [_pad(state, _common(merge, states, state, max)) for state in states]
        case "error":
            merge.state(states)
            return [None] * len(states)


def fitting(before: State, after: State) -> list[Adapter]:
    """The operations, in order, that give a tensor of shape `before` the shape `after`.

    Positions are repeated along an axis that has to become longer. If the shape still differs, a 1
    x 1 convolution follows, with a stride along an axis that has to become shorter. The list is
    empty where the shapes are equal.

    Raises:
        ShapeError: no whole factor and no stride leads from one shape to the other.
    """
    height, width = _factor(before.height, after.height), _factor(before.width, after.width)
    repeated = before._replace(height=before.height * height, width=before.width * width)
    projection = _project(repeated, after)
    steps = [projection] if projection else []
    if repeated == before:
        return steps
    return [Adapter(REPEAT.name, (("height", height), ("width", width)), repeated), *steps]


def _common(merge: MergeKind, states: Sequence[State], of: State, extent: Extent) -> State:
    """The state that a branch of state `of` is given, with the extent that all branches get."""
    channels = of.channels if merge.stacks else max(s.channels for s in states)
    return State(extent(s.height for s in states), extent(s.width for s in states), channels)


def _project(before: State, after: State) -> Adapter | None:
    if before == after:
        return None
    strides = _stride(before.height, after.height), _stride(before.width, after.width)
    names = ("filters", "stride_height", "stride_width")
    return Adapter(FIT.name, tuple(zip(names, (after.channels, *strides), strict=True)), after)


def _factor(before: int, after: int) -> int:
    if after > before and after % before:
        raise ShapeError(f"no whole factor takes {before} positions to {after}")
    return max(1, after // before)


def _stride(before: int, after: int) -> int:
    stride = -(-before // after)
    if -(-before // stride) != after:
        raise ShapeError(f"no stride takes {before} positions to {after}")
    return stride


def _pad(before: State, after: State) -> Adapter | None:
    return None if before == after else Adapter(PAD.name, tuple(after._asdict().items()), after)
