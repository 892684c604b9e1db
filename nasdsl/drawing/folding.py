"""Folding of repetitions: equal copies in a row are drawn once, marked with their number.

Copies are equal if they have the same operations with the same arguments and states, wired in the
same way inside, and if each takes from the one before it what that took from the one before: its
output, say, or, as cells of two inputs do, what entered it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nasdsl.drawing.grouping import Item, StepGroup, StepLeaf
from nasdsl.program.graph import Apply, Program

PERIOD = 40  # items of one copy, at most
SAVED = 2  # steps that a fold leaves out, at least

Pattern = tuple[str | int | tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Folded:
    """A program's steps in nested groups, where a group may stand for equal copies in a row.

    Args:
        items: the steps and groups that are drawn, in order.
        stands_for: for the number of a tensor made in a copy that is not drawn, the number of the
            same tensor in the first copy.
    """

    items: tuple[Item, ...]
    stands_for: Mapping[int, int]

    def shown(self, tensor: int) -> int:
        """The number of the tensor that is drawn in place of the one with the number `tensor`."""
        while tensor in self.stands_for:
            tensor = self.stands_for[tensor]
        return tensor


def folded(program: Program, items: Sequence[Item]) -> Folded:
    """The nested groups of a program's steps, with equal copies in a row drawn once.

    Args:
        program: the network.
        items: the steps of `program` in nested groups, as `grouped` returns them.
    """
    folder = _Folder(program)
    return Folded(tuple(folder.fold(items)), folder.stands_for)


class _Folder:
    def __init__(self, program: Program) -> None:
        self.stands_for: dict[int, int] = {}
        self.last_taker: dict[int, int] = {program.output: _end(program)}
        for tensor, step in enumerate(program.steps, start=len(program.inputs)):
            for source in step.inputs:
                self.last_taker[source] = max(self.last_taker.get(source, 0), tensor)

    def fold(self, items: Sequence[Item]) -> Iterator[Item]:
        """Items in which the longest runs from each place on are folded."""
        at = 0
        while at < len(items):
            period, times = self.run(items[at:])
            copies = [items[at + i * period : at + (i + 1) * period] for i in range(times)]
            yield self.once(copies) if times > 1 else self.inner(items[at])
            at += period * times

    def inner(self, item: Item) -> Item:
        if isinstance(item, StepLeaf):
            return item
        return StepGroup(item.label, tuple(self.fold(item.items)), item.leaves)

    def once(self, copies: Sequence[Sequence[Item]]) -> StepGroup:
        """The group that stands for equal copies: the first one of them."""
        first, leaves = copies[0], [_item_leaves(copy) for copy in copies]
        for copy in leaves[1:]:
            pairs = zip(copy, leaves[0], strict=True)
            self.stands_for.update({left.tensor: original.tensor for left, original in pairs})
        alone = first[0] if len(first) == 1 else None
        inside = alone.items if isinstance(alone, StepGroup) else first
        label = _label([copy[0].label for copy in copies]) if alone else ""
        return StepGroup(label, tuple(self.fold(inside)), tuple(leaves[0]), len(copies))

    def run(self, items: Sequence[Item]) -> tuple[int, int]:
        """The length of a copy, and how many there are, of the run that saves most steps."""
        best, most = (1, 1), SAVED - 1
        for period in range(1, min(PERIOD, len(items) // 2) + 1):
            times = self.times(items, period)
            saved = (times - 1) * len(_item_leaves(items[:period]))
            if saved > most:
                best, most = (period, times), saved
            if best[0] * best[1] == len(items):
                break
        return best

    def times(self, items: Sequence[Item], period: int) -> int:
        """How often the first `period` items are there, one after another."""
        first = _item_leaves(items[:period])
        shape = _common_shapes(items[:period])
        copies, pattern = [first], None
        for at in range(period, len(items) - period + 1, period):
            if _common_shapes(items[at : at + period]) != shape:
                break
            copy = _item_leaves(items[at : at + period])
            wiring = _pattern(copies[-1], copy)
            if wiring is None or (pattern is not None and wiring != pattern):
                break
            pattern = wiring
            copies.append(copy)
        return self._run_length(copies, pattern)

    def _run_length(self, copies: list[list[StepLeaf]], pattern: Pattern | None) -> int:
        """How many of the copies are a run of which only the last ones are taken elsewhere."""
        if pattern is None:
            return 1
        reach = 2 if any(isinstance(how, tuple) for how in pattern) else 1
        for at, (copy, end) in enumerate(zip(copies, copies[reach:], strict=False)):
            if any(self.last_taker.get(leaf.tensor, 0) > end[-1].tensor for leaf in copy):
                return at + reach
        return len(copies)


def _end(program: Program) -> int:
    return len(program.inputs) + len(program.steps)


def _item_leaves(items: Sequence[Item]) -> list[StepLeaf]:
    return [leaf for item in items for leaf in item.leaves]


def _label(labels: Sequence[str]) -> str:
    """What parts that differ by numbers alone are called together: `block[2..7]`, or `block`."""
    if len({*labels}) == 1:
        return labels[0]
    first, last = (re.split(r"(\d+)", label) for label in (labels[0], labels[-1]))
    different = [at for at, (a, b) in enumerate(zip(first, last, strict=True)) if a != b]
    if len(different) == 1:
        (at,) = different
        if int(last[at]) - int(first[at]) + 1 == len(labels):
            return "".join([*first[:at], f"{first[at]}..{last[at]}", *first[at + 1 :]])
    return re.sub(r"\[\d+\]", "", labels[0])


def _common_shapes(items: Sequence[Item]) -> list[object]:
    """What equal parts have in common but their wiring: names without numbers, operations."""
    return [_item_shape(item) for item in items]


def _item_shape(item: Item) -> object:
    match item:
        case StepLeaf(_, Apply(op, args, _, state, _), states):
            return op, args, states, state
        case StepLeaf():
            return item  # a decision that is left open is like no other
        case StepGroup(label, items):
            return re.sub(r"\d+", "", label), tuple(_common_shapes(items))


def _pattern(before: Sequence[StepLeaf], copy: Sequence[StepLeaf]) -> Pattern | None:
    """How what enters a copy comes from the copy before it; None if the two are wired otherwise.

    A tensor is one that entered there too, at the same place; or one that was given there, by its
    number from the start; or one that entered there at another place, by the number of that.
    """
    start, shift = before[0].tensor, copy[0].tensor - before[0].tensor
    entered = [source for leaf in before for source in leaf.step.inputs if source < start]
    pattern: list[str | int | tuple[str, int]] = []
    for leaf, earlier in zip(copy, before, strict=True):
        for source, there in zip(leaf.step.inputs, earlier.step.inputs, strict=True):
            if there >= start and source - there == shift:
                continue
            if there >= start or source >= copy[0].tensor:
                return None
            if source == there:
                pattern.append("same")
            elif source >= start:
                pattern.append(source - start)
            elif source in entered:
                pattern.append(("entered", entered.index(source)))
            else:
                return None
    return tuple(pattern) if any(isinstance(how, int) for how in pattern) else None
