"""Certified ranges of the costs of a space's networks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nasdsl import limits
from nasdsl.analysis.counts import Counts
from nasdsl.analysis.extremes import extremes
from nasdsl.genome.layout import GenomeLayout
from nasdsl.genome.structure import Interval
from nasdsl.ops import State
from nasdsl.program import cost
from nasdsl.program.architecture import Architecture
from nasdsl.space.constraints import COSTS


def cost_ranges(
    layout: GenomeLayout,
    counts: Counts,
    state: State,
    listed: Callable[[], Sequence[Architecture] | None],
) -> dict[str, Interval] | None:
    """The range of each cost, by name; None where it is not known, or there is no network.

    Args:
        layout: of the space's genomes.
        counts: numbers of genotypes of nodes, computed on demand.
        state: of the input.
        listed: gives all networks, if they are few: asked where the fold over sets reaches its
            limit.
    """
    ranges = extremes(counts, layout.bodies, state, cost.of_operation, limits.SETS)
    if ranges is None and (networks := listed()):
        costs = [[getattr(network, name) for name in COSTS] for network in networks]
        ranges = tuple((min(column), max(column)) for column in zip(*costs, strict=True))
    if ranges is None:
        return None
    return {name: Interval(*pair) for name, pair in zip(COSTS, ranges, strict=True)}
