"""Merges: the shape of the result, and algebraic properties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from nasdsl.ops.algebra import Zeros
from nasdsl.ops.state import ShapeError, State

FitMode = Literal["error", "project", "pad"]
"""What branches of different shapes become: an error, projections, or padded to one shape."""

FITS: tuple[FitMode, ...] = get_args(FitMode)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class MergeKind:
    """A way to merge several tensors into one; the merge of a single tensor is that tensor.

    Args:
        name: the name in a spec.
        summary: what the merge computes, for the reference.
        stacks: whether channels are concatenated; else all branches must have equally many.
        broadcasts: whether a branch with a single position is used at all positions of the others.
        commutative: whether the order of branches does not matter.
        associative: whether nested merges of this kind equal one merge of all branches.
        idempotent: whether a merge of equal branches equals one of them.
        zeros: what a branch of zeros does: `LOST`, `KEPT`, `DROPPED` or `ABSORBING`.
        aliases: names in other frameworks, separated by blanks, lower case without underscores.
    """

    name: str
    summary: str
    stacks: bool
    broadcasts: bool
    commutative: bool
    associative: bool
    idempotent: bool
    zeros: Zeros
    aliases: str

    def state(self, states: Sequence[State]) -> State:
        """The shape of the merge of tensors with these shapes.

        Raises:
            ShapeError: the shapes do not fit together.
        """
        height, width = max(s.height for s in states), max(s.width for s in states)
        channels = sum(s.channels for s in states) if self.stacks else states[0].channels
        for state in states:
            meets = state[:2] == (height, width) or (self.broadcasts and state.positions == 1)
            if not (meets and (self.stacks or state.channels == channels)):
                listed = ", ".join(str(s) for s in states)
                help = f"{self.name}([...], fit=project) or fit=pad makes them fit"
                raise ShapeError(f"the branches of {self.name} do not fit: {listed}", help)
        return State(height, width, channels)


ADD = MergeKind(
    name="add",
    summary="the sum",
    stacks=False,
    broadcasts=False,
    commutative=True,
    associative=True,
    idempotent=False,
    zeros=Zeros.DROPPED,
    aliases="sum plus residual",
)
MERGES: Mapping[str, MergeKind] = {
    merge.name: merge
    for merge in (
        ADD,
        MergeKind(
            name="concat",
            summary="the channels of all branches, side by side",
            stacks=True,
            broadcasts=False,
            commutative=False,
            associative=True,
            idempotent=False,
            zeros=Zeros.KEPT,
            aliases="concatenate cat",
        ),
        MergeKind(
            name="multiply",
            summary="the product; a branch of one position meets all positions of the others",
            stacks=False,
            broadcasts=True,
            commutative=True,
            associative=True,
            idempotent=False,
            zeros=Zeros.ABSORBING,
            aliases="mul product times",
        ),
        MergeKind(
            name="mean",
            summary="the mean",
            stacks=False,
            broadcasts=False,
            commutative=True,
            associative=False,
            idempotent=True,
            zeros=Zeros.KEPT,
            aliases="average avg",
        ),
        MergeKind(
            name="max",
            summary="the maximum",
            stacks=False,
            broadcasts=False,
            commutative=True,
            associative=True,
            idempotent=True,
            zeros=Zeros.KEPT,
            aliases="maximum",
        ),
    )
}
