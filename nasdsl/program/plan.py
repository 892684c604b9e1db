"""Partial evaluation: a space and the decisions of a genome give a program.

With all decisions known the program is an architecture. A decision that is not known is left open
around the smallest module that gives one shape whatever is decided; where there is none it is
`Static`: no program can leave it open.
"""

from __future__ import annotations

from collections.abc import Mapping

from nasdsl.genome.encoding import Vector
from nasdsl.genome.layout import GenomeLayout
from nasdsl.program.builder import Static, Unequal
from nasdsl.program.decisions import Decisions
from nasdsl.program.graph import Program, State
from nasdsl.program.planner import Planner
from nasdsl.program.subgraph import outer
from nasdsl.program.work import Work

INPUT = 0  # the number around a program of the tensor that enters it


def plan_program(
    roots: GenomeLayout, state: State, genome: Vector, work: Work | None = None
) -> Program:
    """The program of a genome over an input of this state.

    Args:
        roots: the space, laid out.
        state: the input's.
        genome: a value for each locus.
        work: what planning has left; without it, as much as it takes.

    Raises:
        WorkSpent: that is not enough.
        InvalidNetwork: the shapes fail.
    """
    return plan_known(roots, state, {at: int(value) for at, value in enumerate(genome)}, work)


def plan_known(
    roots: GenomeLayout, state: State, known: Mapping[int, int], work: Work | None = None
) -> Program:
    """The program of all genomes that have these values at these loci.

    Args:
        roots: the space, laid out.
        state: the input's.
        known: values by locus.
        work: what planning has left; without it, as much as it takes.

    Raises:
        WorkSpent: that is not enough.
        InvalidNetwork: the shapes fail.
        Static: another decision must be known too.
    """
    decisions = Decisions(roots, known)
    rolling = len(known) < roots.loci
    planner = Planner(decisions, rolling, {INPUT: state}, work=work or Work())
    try:
        output = planner.run(decisions.start(), outer(INPUT), [])
    except Unequal as unequal:
        raise Static(unequal.open.loci) from None
    return planner.gathered(output).program([outer(INPUT)], planner.state, tuple(planner.uses))
