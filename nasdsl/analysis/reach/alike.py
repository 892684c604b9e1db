"""Which arms of a choice lead to the same, wherever it stands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from nasdsl.analysis.environment import Known
from nasdsl.analysis.reach.fold import Reach
from nasdsl.analysis.reach.places import Place
from nasdsl.analysis.reach.values import arm_of
from nasdsl.analysis.structure.state import Spent
from nasdsl.space.ir import Choice


def alike(reach: Reach, node: Choice) -> list[list[int]]:
    """The arms in groups, of which the fold cannot tell one from another."""
    met = reach.met(node)
    with suppress(Spent):
        while met.pending and len(met.groups) < len(node.arms):
            place, only = met.pending.pop()
            met.groups = [
                part for group in met.groups for part in _parted(reach, node, group, place, only)
            ]
    return sorted(met.groups)


def _parted(
    reach: Reach, node: Choice, group: list[int], place: Place, only: Known
) -> Iterator[list[int]]:
    if len(group) == 1:
        yield group
        return
    parts: dict[object, list[int]] = {}
    for number in group:
        found = arm_of(reach, node, node.arms[number], place, only)
        parts.setdefault(found, []).append(number)
    yield from parts.values()
