"""The values that a node can have at a place, under the conditions that hold there.

A slot stands for what is bound to it, which may refer to other slots, so values go together: of
`gene v = 1 | 2` and `let d = 3 - v`, the sum is always 3. A *condition* says in which case of a
`given` a place lies, or that something happens at all; it narrows the values of slots. All
combinations of values are listed, one slot after another; slots that no longer matter are
forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from nasdsl import limits
from nasdsl.space.ir import Constant, Node
from nasdsl.space.values import Domain, Domains, domain, refs, sized

Fact = Callable[[Node, Domains], Domain | None]
Chosen = frozenset[tuple[str, Constant]]  # slots, each with what it is


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on a node: that its value, label or number of branches is one of several.

    Args:
        node: the node.
        among: the values, labels or numbers.
        excluded: whether the condition holds for all others instead.
    """

    node: Node
    among: Domain
    excluded: bool = False

    def never(self, values: Domain | None) -> bool:
        """Whether the condition is false for each of several values of its node.

        Args:
            values: all values, labels or numbers of branches that the node can have; if they are
                not known (None), the result is False.
        """
        return values is not None and all(
            (value in self.among) == self.excluded for value in values
        )

    def may_hold(self, chosen: Chosen) -> bool:
        """Whether the condition can be true where some slots have given values.

        Args:
            chosen: pairs of a slot and its value.
        """
        return not self.never(domain(self.node, _single(chosen)))


@dataclass
class Possible:
    """Computes the values that slots and nodes can have at a place.

    Args:
        bound: for slots bound to a node, that node.
        open: for other slots, their possible values; None where these depend on a tensor.
        conditions: the conditions that hold at the place.
    """

    bound: dict[str, Node] = field(default_factory=dict[str, Node])
    open: dict[str, Domain | None] = field(default_factory=dict[str, Domain | None])
    conditions: tuple[Condition, ...] = ()
    _known: dict[Hashable, Domain | None] = field(default_factory=dict[Hashable, Domain | None])

    def of(self, node: Node, fact: Fact = domain) -> Domain | None:
        """The values, labels or numbers of branches that a node can have at this place.

        Args:
            node: the node.
            fact: computes one of the three from a node and the slots around it; by default, values
                of a value, labels of a module, numbers of branches.

        Returns:
            The set of them; None if they depend on a tensor, or are too many to list.
        """
        if not refs(node):
            return fact(node, {})
        key = fact, self.key(node)
        if key not in self._known:
            self._known[key] = self._of(node, fact)
        return self._known[key]

    @contextmanager
    def under(self, condition: Condition) -> Generator[None]:
        """A context with a condition: inside it, nodes have only the values that go with it.

        It is added to the conditions that are known already.

        Args:
            condition: that the value, label or number of branches of a node is one of several.
        """
        around = self.conditions
        self.conditions = (*around, condition)
        try:
            yield
        finally:
            self.conditions = around

    def waits(self, node: Node) -> bool:
        """Whether the values, labels or numbers of branches of a node depend on a tensor."""
        slots, _ = self._relevant(node)
        nodes = [node, *(self.bound[slot] for slot in slots if slot in self.bound)]
        return any(map(sized, nodes)) or any(self.open.get(slot, ()) is None for slot in slots)

    def key(self, node: Node) -> Hashable:
        """A key of a node at this place: nodes with equal keys can have the same values.

        Besides the node itself, it has all slots and conditions that matter to it.
        """
        slots, conditions = self._relevant(node)
        held = ((slot, self.bound.get(slot), self.open.get(slot)) for slot in slots)
        return node, tuple(held), tuple(conditions)

    def _of(self, node: Node, fact: Fact) -> Domain | None:
        slots, conditions = self._relevant(node)
        listed = self._combinations(node, slots, conditions)
        if listed is None:
            return fact(node, self._independent_domains(slots))
        domains = [fact(node, _single(chosen)) for chosen in listed]
        known = [domain for domain in domains if domain is not None]
        return frozenset[Constant]().union(*known) if len(known) == len(domains) else None

    def _relevant(self, node: Node) -> tuple[list[str], list[Condition]]:
        """The slots and conditions on which a node depends, slots in order of dependence."""
        slots, conditions = dict[str, None](), list[Condition]()
        self._gather(node, slots)
        pending = [condition for condition in self.conditions if refs(condition.node)]
        while touching := [condition for condition in pending if self._touches(condition, slots)]:
            for condition in touching:
                pending.remove(condition)
                conditions.append(condition)
                self._gather(condition.node, slots)
        return list(slots), conditions

    def _touches(self, condition: Condition, slots: dict[str, None]) -> bool:
        own = dict[str, None]()
        self._gather(condition.node, own)
        return not slots.keys().isdisjoint(own)

    def _gather(self, node: Node, slots: dict[str, None]) -> None:
        for slot in sorted(refs(node)):
            if slot not in slots and (slot in self.bound or slot in self.open):
                if slot in self.bound:
                    self._gather(self.bound[slot], slots)
                slots[slot] = None

    def _combinations(
        self, node: Node, slots: list[str], conditions: list[Condition]
    ) -> set[Chosen] | None:
        """All combinations of values of a node's slots; None if there are too many."""
        if not conditions and self._independent(node) > limits.TOGETHER:
            return None
        listed: set[Chosen] = {frozenset()}
        for number, slot in enumerate(slots):
            settled = [c for c in conditions if self._last(c, slots) == number]
            later = [
                self.bound[later_slot]
                for later_slot in slots[number + 1 :]
                if later_slot in self.bound
            ]
            later += [node, *(c.node for c in conditions if self._last(c, slots) > number)]
            awaited = frozenset[str]().union(*map(refs, later))
            listed = {
                frozenset(item for item in chosen if item[0] in awaited)
                for before in listed
                for chosen in self._extended(slot, before)
                if all(condition.may_hold(chosen) for condition in settled)
            }
            if len(listed) > limits.TOGETHER:
                return None
        return listed

    def _independent(self, node: Node) -> int:
        """In how many ways those slots of a node are set that depend on no other slot, at least."""
        ways = 1
        for slot in refs(node):
            if slot in self.open or (slot in self.bound and not refs(self.bound[slot])):
                values = self._independent_domains([slot])[slot]
                ways *= 1 if values is None else len(values)
        return ways

    def _last(self, condition: Condition, slots: list[str]) -> int:
        return max((slots.index(slot) for slot in refs(condition.node) if slot in slots), default=0)

    def _extended(self, slot: str, chosen: Chosen) -> Iterator[Chosen]:
        """A combination extended by each value that a further slot can have."""
        values = self.open.get(slot)
        if slot in self.bound:
            values = domain(self.bound[slot], _single(chosen))
        if values is None:
            yield chosen
        for value in values or ():
            yield chosen | {(slot, value)}

    def _independent_domains(self, slots: list[str]) -> dict[str, Domain | None]:
        """The values of each slot by itself."""
        apart: dict[str, Domain | None] = {}
        for slot in slots:
            held = self.bound.get(slot)
            apart[slot] = self.open.get(slot) if held is None else domain(held, apart)
        return apart


def _single(chosen: Chosen) -> dict[str, Domain | None]:
    return {slot: frozenset([value]) for slot, value in chosen}
