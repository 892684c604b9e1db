"""The exact fold: for each outcome of a node, by how many genotypes it is reached.

What is decided once and used at several places (cells, genes, modules that a definition is given)
is assumed when it is used, in a table from what enters to what leaves, and decided when its scope
ends: then the number of its genomes that lead from all those inputs to all those outputs is a
factor. Loci can be pinned: then only the genomes that begin so are counted.

Shape rules and folds over finite states: see Cousot and Cousot 1977 on collecting semantics.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from nasdsl import limits
from nasdsl.analysis.bodies import Bodies
from nasdsl.analysis.counts import Counts, follows
from nasdsl.analysis.environment import Environment, Known
from nasdsl.analysis.points import Meter
from nasdsl.analysis.structure import branches, modules, values
from nasdsl.analysis.structure.results import Results, add
from nasdsl.analysis.structure.state import (
    NOWHERE,
    TAKEN,
    Around,
    Component,
    Components,
    Pins,
    Shared,
    Spent,
    Tables,
    cell_table,
    table,
    with_table,
)
from nasdsl.elaborate.graphs import is_link
from nasdsl.space.ir import Cell, Graph, Kind, Let, Node, Ref, Tensor, Unused, children, kind


class Flow:
    """The fold over one space, within a budget of states.

    Args:
        counts: how many genotypes nodes have.
        meter: what is asked of points.
        bodies: what a genome decides.
        budget: how many states may be looked at.
    """

    def __init__(
        self,
        counts: Counts,
        meter: Meter,
        bodies: Bodies,
        budget: int,
    ) -> None:
        self.counts = counts
        self.meter = meter
        self.cells = bodies.cells
        self.members: dict[str, dict[int, Node]] = {}
        for (name, member), body in self.cells.items():
            self.members.setdefault(name, {})[member] = body
        self.genes = bodies.genes
        self.bodies = {**self.genes, **{cell_table(*key): c for key, c in self.cells.items()}}
        self.pins: Mapping[str, Pins] = {}
        self._budget = self._most = self._left = budget
        self._memo: dict[Hashable, Results] = {}
        self._reads: dict[Node, frozenset[str]] = {}
        self._still_read: dict[Graph, list[frozenset[str]]] = {}
        self._parameters: dict[str, frozenset[str]] = {}
        self._touches: dict[Node, frozenset[str]] = {}
        self._known: dict[Node, Facts] = {}
        self._linked: dict[Node, bool] = {}
        self._numbers: dict[Hashable, int] = {}
        self._placed: dict[Hashable, int] = {}
        self.inputs: list[Component] = []
        every = [
            node for root in (bodies.network, *self.cells.values()) for node in _within(root, set())
        ]
        self.tracks = any(isinstance(node, Unused) for node in every)
        links = [node for node in every if isinstance(node, Graph) and is_link(node)]
        self.chained = bool(links)
        self.all_links = any(node.every is not None for node in links)
        self.links = max((len(node.inputs) - 1 for node in links), default=0)

    # what nodes can depend on

    def reads(self, node: Node) -> frozenset[str]:
        """The slots that a node reads and does not bind; those of genes too."""
        if node not in self._reads:
            self._reads[node] = self._read(node)
        return self._reads[node]

    def _read(self, node: Node) -> frozenset[str]:
        inner = frozenset[str]().union(*(self.reads(child) for child in children(node)))
        match node:
            case Ref(slot) | Tensor(slot):
                return frozenset([slot])
            case Let(slot, bound, body, default):
                of_body = self.reads(body)
                return self.reads(bound) | (of_body if default else of_body - {slot})
            case Graph(inputs, every, _, bindings):
                return inner - {*inputs, every or "", *(slot for slot, _ in bindings), TAKEN}
            case Unused():
                return inner | {TAKEN}
            case Cell(name):
                return inner | self.parameters(name)
            case _:
                return inner

    def still_read(self, node: Graph, number: int) -> frozenset[str]:
        """What the bindings of a graph from a number on and the result can read."""
        if node not in self._still_read:
            names, later = frozenset[str](), list[frozenset[str]]()
            for body in (node.result, *(body for _, body in reversed(node.bindings))):
                names |= self.reads(body)
                later.insert(0, names)
            self._still_read[node] = later
        return self._still_read[node][number]

    def parameters(self, name: str) -> frozenset[str]:
        """The parameters that the body of a cell reads."""
        if name not in self._parameters:
            body = next(iter(self.members[name].values()))
            own = (slot for slot in self.reads(body) if slot.startswith(f"{name}."))
            self._parameters[name] = frozenset(own)
        return self._parameters[name]

    def touches(self, node: Node) -> frozenset[str]:
        """The names of the tables of cells and genes that a node can look into."""
        if node not in self._touches:
            inner = frozenset[str]().union(*(self.touches(child) for child in children(node)))
            match node:
                case Ref(slot) if slot in self.genes:
                    inner = self.touches(self.genes[slot]) | {slot}
                case Cell(name):
                    for member, body in self.members[name].items():
                        inner |= {cell_table(name, member)} | self.touches(body)
                case _:
                    pass
            self._touches[node] = inner
        return self._touches[node]

    # the fold

    def begin(self, pins: Mapping[str, Pins], budget: int | None = None) -> None:
        """Count anew with these values of genes and cells, and the whole budget or a part of it."""
        self.pins = {name: pins[name] for name in sorted(pins) if pins[name]}
        self._most = self._left = min(self._budget, self._budget if budget is None else budget)
        if len(self._memo) > self._budget:
            self._memo.clear()

    def run(
        self,
        node: Node,
        pins: Pins,
        components: Components,
        around: Around,
        tables: Tables,
        only: Known = None,
        ordered: bool = True,
    ) -> Results:
        """The outcomes of a node for the components, each with its number of genotypes.

        Args:
            node: a module, branches or a value.
            pins: the values of its first loci.
            components: where its decisions apply.
            around: what is known there.
            tables: what was assumed of what is shared.
            only: count only genomes with this label or number of branches.
            ordered: whether the order of branches matters to what takes them.
        """
        facts = self.facts(node)
        shared = [around.shared[slot] for slot in facts.slots if slot in around.shared]
        slots, names, linked = facts.slots, facts.names, facts.linked
        if shared:
            slots = tuple(sorted({*slots, *(slot for each in shared for slot in each.reads)}))
            names = names.union(*(each.tables for each in shared))
            linked = linked or any(each.linked for each in shared)
        seen = tuple([item for item in tables if item[0] in names])
        known = tuple([(s, around.known[s]) for s in facts.follows if s in around.known])
        at = [self.place(c, slots, linked) for c in components]
        places = tuple(sorted(set(at)))
        numbers = tuple([each.number for each in shared])
        pinned = tuple([(name, values) for name, values in self.pins.items() if name in names])
        key = (node, pins, pinned, places, known, numbers, seen, only, ordered)
        found = self._memo.get(key)
        if found is None:
            inner = tuple(self.inputs[place] for place in places)
            found = self.bounded(self._run(node, pins, inner, around, seen, only, ordered))
            self._memo[key] = found
        self._spend(1 + len(found) * max(1, len(places)))
        if len(seen) < len(tables):
            kept = [item for item in tables if item[0] not in names]
            found = {(out, tuple(sorted([*kept, *t]))): n for (out, t), n in found.items()}
        order = [places.index(place) for place in at]
        if linked or not self.chained or facts.kind is not Kind.MODULE:
            if order == list(range(len(places))):
                return found
            return {(spread(facts.kind, out, order), t): n for (out, t), n in found.items()}
        chains = [c.chain for c in components]
        return {
            (tuple(out[i]._replace(chain=c) for i, c in zip(order, chains, strict=True)), t): n
            for (out, t), n in found.items()
        }

    def facts(self, node: Node) -> Facts:
        """What the outcomes of a node can depend on: slots, tables, values, links."""
        if node not in self._known:
            reads = self.reads(node)
            told = follows(node) if kind(node) is Kind.MODULE else follows(node) | reads
            self._known[node] = Facts(
                kind(node),
                tuple(sorted(reads)),
                self.touches(node),
                tuple(sorted(told)),
                self.linked(node),
            )
        return self._known[node]

    def linked(self, node: Node) -> bool:
        """Whether a module can take or add links of its chain."""
        if node not in self._linked:
            inner = any(self.linked(child) for child in children(node))
            match node:
                case Graph() if is_link(node):
                    inner = True
                case Cell(name):
                    inner = any(self.linked(body) for body in self.members[name].values())
                case _:
                    pass
            self._linked[node] = inner
        return self._linked[node]

    @property
    def spent(self) -> int:
        """How many states were looked at since `begin`."""
        return self._most - self._left

    def bounded(self, results: Results) -> Results:
        """The results, unless numbers in them are too large to go on with."""
        if any(n.bit_length() > limits.COUNT_BITS for n in results.values()):
            raise Spent
        return results

    def _spend(self, states: int) -> None:
        self._left -= states
        if self._left < 0:
            raise Spent

    def _run(
        self,
        node: Node,
        pins: Pins,
        components: Components,
        around: Around,
        tables: Tables,
        only: Known,
        ordered: bool,
    ) -> Results:
        match kind(node):
            case Kind.VALUE:
                return values.run(self, node, pins, components, around, tables)
            case Kind.BRANCHES:
                return branches.run(self, node, pins, components, around, tables, only, ordered)
            case _:
                if not components and not pins:
                    return self._counted(node, around, tables, only)
                return modules.run(self, node, pins, components, around, tables, only)

    def _counted(self, node: Node, around: Around, tables: Tables, only: Known) -> Results:
        """The genotypes of a module that is used nowhere: they are counted alone."""
        results: Results = {}
        for known, after, n in self.settled(node, around, tables):
            if only is None:
                add(results, (), after, n * self.counts.count(node, known))
            else:
                runs = self.counts.strata(node, known)
                add(results, (), after, n * sum(m for key, m in runs if key == only))
        return results

    # genes

    def gene(self, slot: str, tables: Tables) -> Iterator[tuple[Known, Tables, int]]:
        """The values of a gene: that which was assumed, or all of them."""
        found = table(tables, slot)
        if found is not None:
            yield found, tables, 1  # type: ignore[misc]
            return
        pins = self.pins.get(slot, ())
        for ((key, _), after), n in self.run(self.genes[slot], pins, (), NOWHERE, tables).items():
            yield key, with_table(after, slot, key), n

    def settled(
        self, node: Node, around: Around, tables: Tables
    ) -> Iterator[tuple[Environment, Tables, int]]:
        """The environment, with the values of the genes that the count of a node follows."""
        slots = sorted(slot for slot in follows(node) if slot in self.genes)
        states: list[tuple[dict[str, Any], Tables, int]] = [(dict(around.known), tables, 1)]
        for slot in slots:
            states = [
                ({**known, slot: value}, later, n * m)
                for known, after, n in states
                for value, later, m in self.gene(slot, after)
            ]
        yield from states

    # what is shared

    def share(self, slot: str, node: Node, pins: Pins, only: Known, around: Around) -> Shared:
        """What a `Let` binds, where it is bound."""
        inner = [around.shared[s] for s in self.reads(node) if s in around.shared]
        reads = self.reads(node).union(*(each.reads for each in inner))
        tables = self.touches(node).union(*(each.tables for each in inner))
        told = self.facts(node).follows
        known = tuple((s, around.known[s]) for s in told if s in around.known)
        linked = self.linked(node) or any(each.linked for each in inner)
        key = ("shared", slot, node, pins, only, known, tuple(each.number for each in inner))
        return Shared(
            slot, node, pins, only, around, self._number(key), reads, tables | {slot}, linked
        )

    def _number(self, key: Hashable) -> int:
        return self._numbers.setdefault(key, len(self._numbers))

    def order(self, row: Hashable) -> int:
        """A number by which rows can be sorted."""
        return self._number(("row", row))

    def place(self, component: Component, slots: Sequence[str], linked: bool = True) -> int:
        """A number for a component, equal where some slots and, if `linked`, the chain are."""
        env = tuple([(s, component.env[s]) for s in slots if s in component.env])
        chain = component.chain if linked else ()
        key = (component.point, chain, env)
        number = self._placed.get(key)
        if number is None:
            number = self._placed[key] = len(self.inputs)
            self.inputs.append(Component(component.point, chain, dict(env)))
        return number


class Facts(NamedTuple):
    """What a node can depend on: slots, tables, values that are known, links."""

    kind: Kind
    slots: tuple[str, ...]
    names: frozenset[str]
    follows: tuple[str, ...]
    linked: bool


def spread(kind: Kind, out: Any, order: list[int]) -> Any:
    """The outcomes at all components, from those at the components that differ."""
    match kind:
        case Kind.VALUE:
            return out[0], tuple(out[1][i] for i in order)
        case Kind.BRANCHES:
            return tuple(tuple(row[i] for i in order) for row in out)
        case _:
            return tuple(out[i] for i in order)


def _within(node: Node, seen: set[Node]) -> Iterator[Node]:
    if node not in seen:
        seen.add(node)
        yield node
        for child in children(node):
            yield from _within(child, seen)
