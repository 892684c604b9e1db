"""Which of the tensors that graphs name are taken, as far as it is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from nasdsl.program.bindings import NamedTensor, OpenDecision

Found: TypeAlias = "dict[NamedTensor, bool | OpenDecision]"


@dataclass(slots=True, eq=False)
class ConsumptionLog:
    """Notes on named tensors, which can be taken back: what one arm takes, another may not."""

    _before: list[tuple[NamedTensor, bool | OpenDecision]] = field(
        default_factory=list[tuple[NamedTensor, bool | OpenDecision]]
    )

    def note(self, named: NamedTensor, taken: bool | OpenDecision = True) -> None:
        """Note that a tensor is taken, or the open decision on which that depends."""
        if named.taken is not taken:
            self._before.append((named, named.taken))
            named.taken = taken

    def mark(self) -> int:
        """Where the notes end now."""
        return len(self._before)

    def rewind(self, mark: int) -> Found:
        """Take back what was noted after a mark; what had been found."""
        found = {named: named.taken for named, _ in self._before[mark:]}
        while len(self._before) > mark:
            named, named.taken = self._before.pop()
        return found

    def join(self, arms: Sequence[Found], open: OpenDecision) -> None:
        """Note what was found in the arms of an open decision."""
        for named in dict.fromkeys(named for found in arms for named in found):
            ways = [found.get(named, named.taken) for found in arms]
            self.note(named, ways[0] if all(way is ways[0] for way in ways) else open)
