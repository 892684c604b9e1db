"""Genes that some networks do without: they are decided all the same, once in the whole space."""

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
    per_node,
)  # fmt: skip
from nasdsl.space.model import Space
from nasdsl.space.values import values

Found = Iterator[Diagnostic]
Slots = frozenset[str]
NOTHING: Slots = frozenset()


def idle_genes(spec: ast.Spec, space: Space) -> Found:
    """W112: a gene that is decided where nothing uses it."""
    used = _closed(space)
    idle = {slot.partition("[")[0] for slot in space.genes if slot not in used}
    for name, definition in definitions(spec).items():
        if name in idle:
            message = f"'{name}' is decided for all networks, and not all of them use it"
            help = "a choice written where it is used is decided there alone"
            yield Diagnostic("W112", definition.name_span, message, help)


def _closed(space: Space) -> Slots:
    """The genes that each network uses, be it by way of a cell or of another gene."""
    found, pending = set[str](), [*_always(space.network.node)]
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            held = space.genes.get(name)
            family = space.cells.get(name.removeprefix("cell "))
            body = held or (family and family.body)
            pending += _always(body.node) if body else ()
    return frozenset(found)


@per_node
def _always(node: Node) -> Slots:
    """The slots that a node refers to and the cells that it uses, whatever is decided in it."""
    match node:
        case Ref(slot):
            return frozenset([slot])
        case Cell(name, member):
            return _always(member) | {f"cell {name}"}
        case Choice(arms):
            return _common(arm.body for arm in arms)
        case Given(subject, cases):
            return _always(subject) | _common(body for _, body in cases)
        case Repeat(body, times):
            return _always(times) | (_always(body) if _happens(times) else NOTHING)
        case Series(times, parts):
            first = parts[:1] if _happens(times) else ()
            return _always(times) | _all(first)
        case Each(branches, module, most):
            return _always(branches) | (_always(module) if most else NOTHING)
        case Pick(number, _, branches, width):
            if number is None:
                return NOTHING
            whole = values(number, {}) == frozenset([width])
            return _always(number) | (_always(branches) if whole else NOTHING)
        case Let(slot, bound, body):
            return _always(bound) | (_always(body) - {slot})
        case (
            Const() | Size() | Tensor() | Arithmetic() | Part() | Operation() | Sequence() | Graph()
            | FitTo() | Merge() | Fork() | Unused()
        ):  # fmt: skip
            return _all(children(node))
        case _:
            assert_never(node)


def _happens(times: Node) -> bool:
    """Whether something is done at least once, as far as its number is known by itself."""
    return 0 not in (values(times, {}) or ())


def _all(nodes: Iterable[Node]) -> Slots:
    return frozenset[str]().union(*map(_always, nodes))


def _common(nodes: Iterable[Node]) -> Slots:
    first, *others = map(_always, nodes)
    return first.intersection(*others)


CHECKS = (idle_genes,)
