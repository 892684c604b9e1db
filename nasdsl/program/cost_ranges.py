"""Certified ranges of the costs of all networks of a space."""

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
    """For each cost, by name, a range that contains the costs of all networks.

    Args:
        layout: the layout of the space's genomes.
        counts: computes the number of genotypes of a node, given what is decided around it.
        state: the state of the network's input.
        listed: a function that gives all networks if they are few, else None; it is called where
            the fold over sets exceeds its limit.

    Returns:
        The ranges; None where they are not known, or there is no network.
    """
    ranges = extremes(counts, layout.bodies, state, cost.of_operation, limits.SETS)
    if ranges is None and (networks := listed()):
        costs = [[getattr(network, name) for name in COSTS] for network in networks]
        ranges = tuple((min(column), max(column)) for column in zip(*costs, strict=True))
    if ranges is None:
        return None
    return {name: Interval(*pair) for name, pair in zip(COSTS, ranges, strict=True)}
