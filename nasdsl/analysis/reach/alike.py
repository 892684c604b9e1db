"""Which arms of a choice lead to the same, wherever it stands."""

from __future__ import annotations

from nasdsl.analysis.reach.fold import Reach
from nasdsl.analysis.reach.values import arm_of
from nasdsl.space.ir import Choice


def alike(reach: Reach, node: Choice) -> list[list[int]]:
    """The arms in groups, of which the fold cannot tell one from another."""
    groups: dict[object, list[int]] = {}
    for number, arm in enumerate(node.arms):
        found = tuple(arm_of(reach, node, arm, *met) for met in reach.met(node))
        groups.setdefault(found, []).append(number)
    return list(groups.values())
