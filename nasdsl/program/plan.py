"""Planning: a space and known decisions give a program (partial evaluation).

With all decisions known the program is an architecture. A decision that is not known is left open
around the smallest module whose output has one shape whatever is decided; if there is none, the
decision is `Static`: it changes shapes, and no program can leave it open.
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
    """The program of a genome.

    Args:
        roots: the space, laid out.
        state: of the input.
        genome: a value for each locus.
        work: the budget of planning; None for no limit.

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
        state: of the input.
        known: values by locus.
        work: the budget of planning; None for no limit.

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
