"""Liveness: which of the tensors that graphs name are taken by something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from nasdsl.program.bindings import NamedTensor, OpenDecision

Found: TypeAlias = "dict[NamedTensor, bool | OpenDecision]"


@dataclass(slots=True, eq=False)
class ConsumptionLog:
    """An undo log of named tensors that are taken: what one arm takes, another may not.

    Noted is whether a binding of its graph, or another graph of its chain, takes a tensor; or the
    open decision on which that depends.
    """

    _taken: Found = field(default_factory=dict[NamedTensor, "bool | OpenDecision"])
    _before: list[tuple[NamedTensor, bool | OpenDecision]] = field(
        default_factory=list[tuple[NamedTensor, bool | OpenDecision]]
    )

    def taken(self, named: NamedTensor) -> bool | OpenDecision:
        """Whether a tensor is taken, as far as it is noted."""
        return self._taken.get(named, False)

    def note(self, named: NamedTensor, taken: bool | OpenDecision = True) -> None:
        """Note that a tensor is taken, or the open decision on which that depends."""
        before = self.taken(named)
        if before is not taken:
            self._before.append((named, before))
            self._taken[named] = taken

    def mark(self) -> int:
        """A mark of how many notes there are, for `rewind`."""
        return len(self._before)

    def rewind(self, mark: int) -> Found:
        """Undo the notes after a mark, and return them, for `join`."""
        found = {named: self.taken(named) for named, _ in self._before[mark:]}
        while len(self._before) > mark:
            named, before = self._before.pop()
            self._taken[named] = before
        return found

    def join(self, arms: Sequence[Found], open: OpenDecision) -> None:
        """Note what the arms of an open decision take: taken where all take it, else it depends."""
        for named in dict.fromkeys(named for found in arms for named in found):
            ways = [found.get(named, self.taken(named)) for found in arms]
            self.note(named, ways[0] if all(way is ways[0] for way in ways) else open)
