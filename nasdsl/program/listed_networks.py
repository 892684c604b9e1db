"""Makes all networks of a small space, one by one."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from nasdsl import limits
from nasdsl.genome.encoding import Vector
from nasdsl.genome.layout import GenomeLayout
from nasdsl.ops import State
from nasdsl.program.architecture import Architecture
from nasdsl.program.plan import plan_program
from nasdsl.program.shapes import InvalidNetwork
from nasdsl.program.work import Work, WorkSpent


def listed_networks(
    roots: GenomeLayout, state: State, genomes: Iterable[Vector]
) -> list[Architecture] | None:
    """The networks of some genomes; a genome whose shapes fail is left out.

    None where more than `limits.LISTED` operations would be added, including unused ones.

    Args:
        roots: the layout of the space's genomes.
        state: the state of the network's input.
        genomes: the genomes.
    """
    networks, work = list[Architecture](), Work(limits.LISTED)
    try:
        for genome in genomes:
            with suppress(InvalidNetwork):
                values = tuple(int(value) for value in genome)
                networks.append(Architecture(plan_program(roots, state, values, work), values))
    except WorkSpent:
        return None
    return networks
