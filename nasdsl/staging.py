"""Whether the networks of a space are trained by programs that serve many, or each by its own.

A program for many networks is compiled once for each shape key, and each network costs no more than
its arithmetic; but a space may have more shape keys than networks will be trained, or need buffers
that no memory holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from nasdsl import limits
from nasdsl.program import cost

if TYPE_CHECKING:
    from nasdsl.genome.loci import Locus
    from nasdsl.searchspace import SearchSpace

FLOAT32 = 4
COPIES = 4
"""Parameters, their gradients, and what an optimiser such as Adam keeps of each: two numbers."""

MODES = ("auto", "universal", "specialised")


@dataclass(frozen=True, slots=True)
class Survey:
    """What the programs of a space have in common.

    Args:
        static: the decisions that change shapes; they are taken when a program is planned.
        keys: how many shape keys there are: the combinations of static decisions.
        all: whether these are all; else there are more.
        params: parameters of the largest program: those that its buffers hold.
    """

    static: tuple[Locus, ...]
    keys: int
    all: bool
    params: int

    @property
    def bytes(self) -> int:
        """What training keeps of the parameters of the largest program."""
        return FLOAT32 * COPIES * self.params


def survey(space: SearchSpace, most: int = limits.KEYS) -> Survey:
    """Plan the programs of a space, `most` at most.

    Raises:
        NasdslError: a program has too many operations.
    """
    radices = [locus.radix for locus in space.loci]
    with limits.deep():
        found = list(islice(space.universals.all(radices), most + 1))
    static = sorted({at for each in found for at in each.key})
    return Survey(
        static=tuple(space.loci[at] for at in static),
        keys=min(len(found), most),
        all=len(found) <= most,
        params=max((cost.params(each.program) for each in found), default=0),
    )
