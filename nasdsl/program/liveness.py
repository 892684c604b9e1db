"""Liveness: which of the tensors that graphs name are consumed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from nasdsl.program.bindings import NamedTensor, OpenDecision

Consumed: TypeAlias = "dict[NamedTensor, bool | OpenDecision]"


@dataclass(slots=True, eq=False)
class ConsumptionLog:
    """Records which named tensors are consumed while a program is planned.

    Records can be undone, as each arm of an open decision is planned by itself. A tensor is
    consumed if a binding of its graph, or a later graph of its chain, takes it; where that depends
    on an open decision, that decision is recorded.
    """

    _consumed: Consumed = field(default_factory=dict[NamedTensor, "bool | OpenDecision"])
    _before: list[tuple[NamedTensor, bool | OpenDecision]] = field(
        default_factory=list[tuple[NamedTensor, bool | OpenDecision]]
    )

    def consumed(self, named: NamedTensor) -> bool | OpenDecision:
        """Whether a tensor is consumed, or the open decision on which that depends."""
        return self._consumed.get(named, False)

    def note(self, named: NamedTensor, consumed: bool | OpenDecision = True) -> None:
        """Record whether a named tensor is consumed.

        Args:
            named: the tensor.
            consumed: whether it is, or the open decision on which that depends.
        """
        before = self.consumed(named)
        if before is not consumed:
            self._before.append((named, before))
            self._consumed[named] = consumed

    def mark(self) -> int:
        """The number of records so far, for `rewind`."""
        return len(self._before)

    def rewind(self, mark: int) -> Consumed:
        """Undo all records that were added after `mark()` gave `mark`.

        Returns:
            For each tensor of an undone record, whether it was consumed, or the open decision.
        """
        undone = {named: self.consumed(named) for named, _ in self._before[mark:]}
        while len(self._before) > mark:
            named, before = self._before.pop()
            self._consumed[named] = before
        return undone

    def join(self, arms: Sequence[Consumed], open: OpenDecision) -> None:
        """Record what an open decision consumes, from the records of its arms.

        A tensor that all arms consume is consumed; for one that only some consume, the decision is
        recorded.

        Args:
            arms: for each arm, the tensors of its records, and whether each is consumed.
            open: the decision.
        """
        for named in dict.fromkeys(named for log in arms for named in log):
            ways = [log.get(named, self.consumed(named)) for log in arms]
            self.note(named, ways[0] if all(way is ways[0] for way in ways) else open)
