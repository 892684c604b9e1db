"""Open decisions of a program as expressions over the genome, which give the number of an arm.

They are evaluated before a program runs, for one genome. The program takes the value as a number
or, inside a loop, as an array with a number for each round.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from nasdsl.analysis import subsets
from nasdsl.space.ir import Pick

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Settled: TypeAlias = "int | NDArray[np.int32]"


@dataclass(frozen=True, slots=True)
class Read:
    """A decision whose value is that of one locus.

    Args:
        locus: the index of the locus in the genome.
    """

    locus: int


@dataclass(frozen=True, slots=True)
class PickedAt:
    """A decision: which of a pick's branches stands at one place among those taken, in order.

    Its value counts from the first branch that can stand there: 0 is branch `place`, 1 the next
    one.

    Args:
        pick: the pick.
        number: how many branches it takes.
        at: the index of the pick's first locus.
        place: the place among the branches taken, from 0.
    """

    pick: Pick
    number: int
    at: int
    place: int


@dataclass(frozen=True, slots=True)
class IsPicked:
    """A decision: 1 if a pick takes a certain branch, else 0.

    Args:
        pick: the pick, which may take any subset of its branches.
        at: the index of the pick's first locus.
        item: the number of the branch, from 0.
    """

    pick: Pick
    at: int
    item: int


@dataclass(frozen=True, slots=True)
class Fixed:
    """A decision with a constant value.

    Args:
        number: the value.
    """

    number: int


@dataclass(frozen=True, slots=True)
class Lookup:
    """A decision whose value is an entry of a table.

    Args:
        by: the decision whose value is the index of the entry.
        table: the entries.
    """

    by: Decision
    table: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """A decision whose value is that of one of several decisions.

    Args:
        by: the decision whose value is the number of that one, from 0.
        of: the several decisions.
    """

    by: Decision
    of: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class PerRound:
    """A decision inside a loop, with a value for each round.

    Args:
        of: the decision of each round, in order.
    """

    of: tuple[Decision, ...]


Decision: TypeAlias = Read | PickedAt | IsPicked | Fixed | Lookup | Either | PerRound


def evaluate_decision(decision: Decision, genome: Sequence[int]) -> Settled:
    """The value of a decision for a genome: a number or, inside loops, an array of numbers.

    Args:
        decision: the decision.
        genome: the values of all loci.

    Returns:
        The number; or an array with an axis for each loop around the decision, the outermost first,
        and an entry for each round.
    """
    match decision:
        case Read(locus):
            return genome[locus]
        case Fixed(number):
            return number
        case PickedAt(pick, number, at, place):
            own = genome[at : at + max(1, len(pick.numbers))]
            return subsets.subset(pick, number, own)[place] - place
        case IsPicked(_, at, item):
            return genome[at] >> item & 1
        case Lookup(by, table):
            known = evaluate_decision(by, genome)
            return table[known] if isinstance(known, int) else _entries(table, known)
        case Either(by, of):
            return _simplified_either(
                evaluate_decision(by, genome), [evaluate_decision(option, genome) for option in of]
            )
        case PerRound(of):
            return _rounds([evaluate_decision(option, genome) for option in of])


# NumPy is imported where there are loops: networks are made and counted without it.


def _entries(table: Sequence[int], known: NDArray[np.int32]) -> NDArray[np.int32]:
    import numpy as np

    return np.take(table, known).astype(np.int32)


def _rounds(of: Sequence[Settled]) -> NDArray[np.int32]:
    import numpy as np

    return np.array(of, np.int32)


def _simplified_either(by: Settled, of: Sequence[Settled]) -> Settled:
    if isinstance(by, int):
        return of[by]
    import numpy as np

    wide = [np.broadcast_to(np.asarray(option), by.shape) for option in of]
    return np.choose(by, wide).astype(np.int32)


def shifted(decision: Decision, loci: range, by: int) -> Decision:
    """A decision that reads other loci: those in a range, moved by a distance.

    Args:
        decision: the decision.
        loci: the indices of the loci that are moved; others are read where they are.
        by: the number that is added to these indices.
    """
    match decision:
        case Read(locus):
            return Read(locus + by) if locus in loci else decision
        case PickedAt(pick, number, at, place):
            return PickedAt(pick, number, at + by, place) if at in loci else decision
        case IsPicked(pick, at, item):
            return IsPicked(pick, at + by, item) if at in loci else decision
        case Fixed():
            return decision
        case Lookup(inner, table):
            return Lookup(shifted(inner, loci, by), table)
        case Either(inner, of):
            return Either(shifted(inner, loci, by), tuple(shifted(d, loci, by) for d in of))
        case PerRound(of):
            return PerRound(tuple(shifted(d, loci, by) for d in of))


def looked_up(by: Decision, table: Sequence[int]) -> Decision:
    """A decision whose value is an entry of a table, as simple as possible.

    Args:
        by: the decision whose value is the index of the entry.
        table: the entries.
    """
    if len(set(table)) == 1:
        return Fixed(table[0])
    if list(table) == list(range(len(table))):
        return by
    if isinstance(by, Lookup):
        return looked_up(by.by, [table[value] for value in by.table])
    return Lookup(by, tuple(table))


def either_decision(by: Decision, of: Sequence[Decision]) -> Decision:
    """A decision whose value is that of one of several decisions, as simple as possible.

    Args:
        by: the decision whose value is the number of that one, from 0.
        of: the several decisions.
    """
    if len(set(of)) == 1:
        return of[0]
    numbers = [option.number for option in of if isinstance(option, Fixed)]
    return looked_up(by, numbers) if len(numbers) == len(of) else Either(by, tuple(of))
