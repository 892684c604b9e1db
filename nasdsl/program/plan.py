"""Planning: makes a program of a space and the values of known decisions (partial evaluation).

If all decisions are known, the program is an architecture. An unknown decision is left open around
the smallest module whose output has the same state for all its values; if there is none, the
decision is `Static`: it changes shapes, and no program can leave it open.
"""

from __future__ import annotations

from collections.abc import Mapping

from nasdsl.genome.encoding import Vector
from nasdsl.genome.layout import GenomeLayout
from nasdsl.program.builder import Static, Unequal
from nasdsl.program.decisions import Decisions
from nasdsl.program.graph import Program, State
from nasdsl.program.planned_part import PlannedParts
from nasdsl.program.planner import Planner
from nasdsl.program.subgraph import outer
from nasdsl.program.work import Work

INPUT = 0  # the number around a program of the tensor that enters it


def plan_program(
    roots: GenomeLayout,
    state: State,
    genome: Vector,
    work: Work | None = None,
    parts: PlannedParts | None = None,
) -> Program:
    """The program of the network that a genome stands for.

    Args:
        roots: the layout of the space's genomes.
        state: the state of the network's input.
        genome: the values of all loci.
        work: how many operations may be added; None for no limit.
        parts: small uses of definitions that were planned for other networks of the space and can
            be copied; those of this network are added to it.

    Raises:
        WorkSpent: more operations are needed.
        InvalidNetwork: the shapes fail.
    """
    known = {at: int(value) for at, value in enumerate(genome)}
    return plan_known(roots, state, known, work, parts)


def plan_known(
    roots: GenomeLayout,
    state: State,
    known: Mapping[int, int],
    work: Work | None = None,
    parts: PlannedParts | None = None,
) -> Program:
    """The program of all genomes that have given values at some loci; other decisions stay open.

    Args:
        roots: the layout of the space's genomes.
        state: the state of the network's input.
        known: the given values, by index of the locus.
        work: how many operations may be added; None for no limit.
        parts: small uses of definitions that were planned for other networks of the space and can
            be copied; those of this program are added to it.

    Raises:
        WorkSpent: more operations are needed.
        InvalidNetwork: the shapes of all these genomes fail.
        Static: a decision that changes shapes is not among those known.
    """
    decisions = Decisions(roots, known)
    rolling = len(known) < roots.loci
    planned = PlannedParts() if parts is None else parts
    planner = Planner(decisions, rolling, {INPUT: state}, work=work or Work(), parts=planned)
    try:
        output = planner.run(decisions.start(), outer(INPUT), [])
    except Unequal as unequal:
        raise Static(unequal.open.loci) from None
    return planner.gathered(output).program([outer(INPUT)], planner.state, tuple(planner.uses))
