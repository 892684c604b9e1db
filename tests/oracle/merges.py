"""Merges as the laws know them: what they take, and what makes no difference to what they give.

Nothing here comes from nasdsl: a merge that is added there is told here anew.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Merge:
    """What is true of a merge.

    Args:
        stacks: its channels are those of all branches; else these have as many.
        broadcasts: a branch of one position meets all positions of the others.
        ordered: the order of the branches counts.
        flat: a merge of merges is one of all their branches.
        idempotent: of equal branches it is that branch.
        zeros: what branches of zeros are, if there are others: `terms`, `dropped` or `absorbing`.
    """

    stacks: bool = False
    broadcasts: bool = False
    ordered: bool = False
    flat: bool = False
    idempotent: bool = False
    zeros: str = "terms"


MERGES = {
    "add": Merge(flat=True, zeros="dropped"),
    "concat": Merge(stacks=True, ordered=True),
    "multiply": Merge(broadcasts=True, flat=True, zeros="absorbing"),
    "mean": Merge(idempotent=True),
    "max": Merge(flat=True, idempotent=True),
}
