"""What a merge is: the state that it gives, and its algebra."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nasdsl.ops.algebra import Zeros
from nasdsl.ops.state import ShapeError, State


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class MergeKind:
    """One way to make one tensor of several; of a single one it is that tensor.

    Args:
        name: as it is written.
        summary: what it does, for the reference.
        stacks: whether the channels of the branches stand side by side; if not, all branches have
            as many.
        broadcasts: whether a branch of one position meets every position of the others.
        commutative: whether the order of the branches makes no difference.
        associative: whether a merge of merges of this kind is one merge of all their branches.
        idempotent: whether a merge of equal branches is that branch.
        zeros: what becomes of branches that are zeros: `LOST`, `KEPT`, `DROPPED` or `ABSORBING`.
        aliases: what others call it, apart by blanks, in small letters and without underscores.
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
        """The state that it gives for those of its branches.

        Raises:
            ShapeError: the branches do not fit.
        """
        height, width = max(s.height for s in states), max(s.width for s in states)
        channels = sum(s.channels for s in states) if self.stacks else states[0].channels
        for state in states:
            meets = state[:2] == (height, width) or (self.broadcasts and state.positions == 1)
            if not (meets and (self.stacks or state.channels == channels)):
                listed = ", ".join(str(s) for s in states)
                raise ShapeError(f"the branches of {self.name} do not fit: {listed}")
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
