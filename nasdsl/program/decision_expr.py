"""Decisions that are left open in a program: what of a genome says which arm is taken.

A decision is worked out on the host, for each genome, before a program runs: to the program it is a
number, or, inside a loop, an array with a number for each time round.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from nasdsl.analysis import subsets
from nasdsl.space.ir import Pick

Settled: TypeAlias = int | NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Read:
    """The genome's value at a locus."""

    locus: int


@dataclass(frozen=True, slots=True)
class PickedAt:
    """Which of the branches of a pick stands at `place` among the `number` that are taken.

    Counted from the first that can stand there. The pick's own loci begin at `at`.
    """

    pick: Pick
    number: int
    at: int
    place: int


@dataclass(frozen=True, slots=True)
class IsPicked:
    """Whether the branch `item` is among those that a pick takes: 0 or 1."""

    pick: Pick
    at: int
    item: int


@dataclass(frozen=True, slots=True)
class Fixed:
    """A number that is known."""

    number: int


@dataclass(frozen=True, slots=True)
class Lookup:
    """The entry of a table at the value of another decision."""

    by: Decision
    table: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of several decisions, as another one says: those of arms that are alike in all else."""

    by: Decision
    of: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class PerRound:
    """A decision for each time round a loop."""

    of: tuple[Decision, ...]


Decision: TypeAlias = Read | PickedAt | IsPicked | Fixed | Lookup | Either | PerRound


def evaluate_decision(decision: Decision, genome: Sequence[int]) -> Settled:
    """What a decision comes to in a genome; with a first axis for the rounds of the outer loop."""
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
            return np.take(table, known).astype(np.int32) if _many(known) else table[int(known)]
        case Either(by, of):
            return _simplified_either(
                evaluate_decision(by, genome), [evaluate_decision(option, genome) for option in of]
            )
        case PerRound(of):
            return np.array([evaluate_decision(option, genome) for option in of], np.int32)


def _simplified_either(by: Settled, of: Sequence[Settled]) -> Settled:
    if not _many(by):
        return of[int(by)]
    rounds = np.asarray(by)
    wide = [np.broadcast_to(np.asarray(option), rounds.shape) for option in of]
    return np.choose(rounds, wide).astype(np.int32)


def _many(known: Settled) -> bool:
    return isinstance(known, np.ndarray)


def shifted(decision: Decision, loci: range, by: int) -> Decision:
    """The same decision of what stands `by` loci further on, where it is one of these loci."""
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
    """What a table says of a decision, in its simplest form."""
    if len(set(table)) == 1:
        return Fixed(table[0])
    if list(table) == list(range(len(table))):
        return by
    if isinstance(by, Lookup):
        return looked_up(by.by, [table[value] for value in by.table])
    return Lookup(by, tuple(table))


def either_decision(by: Decision, of: Sequence[Decision]) -> Decision:
    """One of several decisions, in its simplest form."""
    if len(set(of)) == 1:
        return of[0]
    numbers = [option.number for option in of if isinstance(option, Fixed)]
    return looked_up(by, numbers) if len(numbers) == len(of) else Either(by, tuple(of))
