"""Warnings about genes that have no effect on some networks, though every genotype decides them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from nasdsl.errors import Diagnostic
from nasdsl.language import ast
from nasdsl.lint.tree import definitions
from nasdsl.space.ir import (
    Arithmetic,
    Cell,
    Choice,
    Const,
    Each,
    FitTo,
    Fork,
    Given,
    Graph,
    Let,
    Merge,
    Node,
    Operation,
    Part,
    Pick,
    Ref,
    Repeat,
    Sequence,
    Series,
    Size,
    Tensor,
    Unused,
    children,
)  # fmt: skip
from nasdsl.space.model import Space
from nasdsl.space.values import Domains, refs, taken_cases, values

Slots = frozenset[str]
NOTHING: Slots = frozenset()
STEERING = 16  # genes, and values of one, by which networks are told apart


def idle_genes(spec: ast.Spec, space: Space) -> Iterator[Diagnostic]:
    """Warns (W112) of a gene that some networks do not use, so that genotypes are redundant.

    Args:
        spec: the syntax tree.
        space: the space.
    """
    used = _used(space)
    idle = {slot.partition("[")[0] for slot in space.genes if slot not in used}
    for name, definition in definitions(spec).items():
        if name in idle:
            message = f"'{name}' is decided for all networks, and not all of them use it"
            help = "a choice written where it is used is decided there alone"
            yield Diagnostic("W112", definition.name_span, message, help)


def _used(space: Space) -> Slots:
    """The genes that each network uses: always, or whatever one gene that is followed is."""
    used = _Uses(space, {}).closed()
    for slot in _followed(space)[:STEERING]:
        domain = values(space.genes[slot].node, {})
        if domain is not None and len(domain) <= STEERING:
            by_value = [_Uses(space, {slot: frozenset([value])}).closed() for value in domain]
            used |= frozenset[str].intersection(*by_value)
    return used


def _followed(space: Space) -> list[str]:
    """The genes that a `given` follows, in the order of the spec."""
    pending = [*space.bodies(), *(gene.node for gene in space.genes.values())]
    followed, seen = set[str](), set[int]()
    while pending:
        node = pending.pop()
        if id(node) not in seen:
            seen.add(id(node))
            pending += children(node)
            followed |= refs(node.subject) if isinstance(node, Given) else NOTHING
    return [slot for slot in space.genes if slot in followed]


class _Uses:
    """What each network uses, of those in which some genes have known values.

    Args:
        space: of the networks.
        known: the values of genes, by slot.
    """

    def __init__(self, space: Space, known: Domains) -> None:
        self._space, self._known = space, known
        self._facts = dict[int, Slots]()

    def closed(self) -> Slots:
        """The genes that each network uses, be it by way of a cell or of another gene."""
        used, pending = set[str](), [*self._always(self._space.network.node)]
        while pending:
            name = pending.pop()
            if name not in used:
                used.add(name)
                held = self._space.genes.get(name)
                family = self._space.cells.get(name.removeprefix("cell "))
                body = held or (family and family.body)
                pending += self._always(body.node) if body else ()
        return frozenset(used)

    def _always(self, node: Node) -> Slots:
        """The slots that a node refers to and the cells that it uses, whatever is decided in it."""
        if id(node) not in self._facts:
            self._facts[id(node)] = self._uses(node)
        return self._facts[id(node)]

    def _uses(self, node: Node) -> Slots:
        match node:
            case Ref(slot):
                return frozenset([slot])
            case Cell(name, member):
                return self._always(member) | {f"cell {name}"}
            case Choice(arms):
                return self._in_all([arm.body for arm in arms])
            case Given(subject):
                return self._always(subject) | self._in_all(taken_cases(node, self._known))
            case Repeat(body, times):
                happens = self._happens(times)
                return self._always(times) | (self._always(body) if happens else NOTHING)
            case Series(times, parts):
                first = parts[:1] if self._happens(times) else ()
                return self._always(times) | self._all(first)
            case Each(branches, module, most):
                return self._always(branches) | (self._always(module) if most else NOTHING)
            case Pick(number, _, branches, width):
                if number is None:
                    return NOTHING
                whole = values(number, self._known) == frozenset([width])
                return self._always(number) | (self._always(branches) if whole else NOTHING)
            case Let(slot, bound, body):
                return self._always(bound) | (self._always(body) - {slot})
            case (
                Const() | Size() | Tensor() | Arithmetic() | Part() | Operation() | Sequence()
                | Graph() | FitTo() | Merge() | Fork() | Unused()
            ):  # fmt: skip
                return self._all(children(node))
            case _:
                assert_never(node)

    def _happens(self, times: Node) -> bool:
        """Whether something is done at least once, as far as its number is known."""
        return 0 not in (values(times, self._known) or ())

    def _all(self, nodes: Iterable[Node]) -> Slots:
        return frozenset[str]().union(*map(self._always, nodes))

    def _in_all(self, nodes: Iterable[Node]) -> Slots:
        slots = [self._always(node) for node in nodes]
        return frozenset[str].intersection(*slots) if slots else NOTHING


CHECKS = (idle_genes,)
