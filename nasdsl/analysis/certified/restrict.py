"""Smaller spaces: a node of which some loci have only some of their values.

The smaller space is written as a node of its own, so that all that is known of spaces holds of it:
a choice has fewer arms, and repetitions that no longer decide alike stand one after another.
"""

from __future__ import annotations

from collections.abc import Mapping

from nasdsl.analysis import subsets
from nasdsl.analysis.radices import child_offsets, flat_size, locus_count
from nasdsl.space.ir import (
    Arithmetic,
    Arm,
    Cell,
    Choice,
    Const,
    Each,
    FitTo,
    Fork,
    Given,
    Graph,
    Kind,
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
    kind,
)  # fmt: skip
from nasdsl.space.values import values

Allowed = Mapping[int, tuple[int, ...]]
"""The values that are left, of loci that have not all of theirs."""


def restricted(node: Node, at: int, allowed: Allowed) -> Node:
    """A node whose first locus is `at`, with the values that are left.

    What is picked has all of its values or one, and one only where `items` are known; what is
    repeated side by side is restricted only where `settled` says how often.
    """
    if not any(at <= locus < at + locus_count(node) for locus in allowed):
        return node
    places = [(children(node)[number], start) for number, start in child_offsets(node, at)]
    parts = [restricted(child, start, allowed) for child, start in places]
    match node:
        case Choice(arms, symbol):
            left = allowed.get(at, range(len(arms)))
            return Choice(tuple(_with_body(arms[i], parts[i]) for i in left), symbol)
        case Repeat(_, _, _, False, symbol) if any(part is not parts[1] for part in parts[1:]):
            if kind(node) is Kind.BRANCHES:
                return Fork(tuple(parts[1 : 1 + (settled(parts[0]) or 0)]))
            return Series(parts[0], tuple(parts[1:]), symbol)
        case Each(_, _, _, False) if any(part is not parts[1] for part in parts[1:]):
            modules = parts[1:]
            return Fork(tuple(map(_behind, modules_of(parts[0]) or (), modules)))
        case Pick():
            return _picked(node, at, allowed, parts)
        case _:
            return rebuilt(node, parts)


def settled(node: Node) -> int | None:
    """What a value is that decides nothing any more; None if something can tell it."""
    found = values(node, {}) if flat_size(node) == 1 else None
    (value, *others) = found or (None,)
    return value if isinstance(value, int) and not others else None


def modules_of(branches: Node) -> tuple[Node, ...] | None:
    """The modules that stand in a list; None if it is not one of modules alone."""
    listed = branches.items if isinstance(branches, Fork) else None
    return listed if listed and all(kind(i) is not Kind.BRANCHES for i in listed) else None


def items(branches: Node, at: int) -> list[list[tuple[Node, int]]] | None:
    """The modules of each branch in a row, with their first loci; None where that is not simple."""
    places = list(child_offsets(branches, at))
    match branches:
        case Fork(listed) if modules_of(branches):
            return [[(item, start)] for item, (_, start) in zip(listed, places, strict=True)]
        case Each(before, module, _, False):
            rows = items(before, places[0][1])
            behind = [[(module, start)] for _, start in places[1:]]
            return rows and [[*row, *last] for row, last in zip(rows, behind, strict=False)]
        case _:
            return None


def _behind(item: Node, module: Node) -> Node:
    return Sequence((item, module))


def _picked(node: Pick, at: int, allowed: Allowed, parts: list[Node]) -> Node:
    """A pick, or in its place a list of the branches that are taken."""
    number = settled(parts[0]) if node.number else None
    locus = at + (node.numbers.index(number) if number is not None else 0)
    start = list(child_offsets(node, at))[-1][1]
    rows = items(node.branches, start)
    if locus not in allowed or rows is None:
        return rebuilt(node, parts)
    those = taken(node, number, locus - at, allowed[locus][0])
    modules = [tuple(restricted(m, start, allowed) for m, start in rows[i]) for i in those]
    return Fork(tuple(m[0] if len(m) == 1 else Sequence(m) for m in modules))


def taken(node: Pick, number: int | None, own: int, value: int) -> list[int]:
    """The branches that are taken, where that one of a pick's own loci has this value."""
    values = [0] * max(1, len(node.numbers))
    values[own] = value
    return subsets.subset(node, number or 0, values)


def rebuilt(node: Node, parts: list[Node]) -> Node:
    """A node with other children."""
    match node:
        case Const() | Size() | Ref() | Tensor():
            return node
        case Arithmetic(operator):
            return Arithmetic(operator, *parts)
        case Choice(arms, symbol):
            return Choice(tuple(map(_with_body, arms, parts)), symbol)
        case Let(slot, _, _, default):
            return Let(slot, parts[0], parts[1], default)
        case Given(_, cases):
            labels = [label for label, _ in cases]
            return Given(parts[0], tuple(zip(labels, parts[1:], strict=True)))
        case Part(name, role):
            return Part(name, role, *parts)
        case Operation(name, args, added):
            names = [word for word, _ in args]
            return Operation(name, tuple(zip(names, parts, strict=True)), added)
        case Sequence():
            return Sequence(tuple(parts))
        case Repeat(_, _, most, same, symbol):
            return Repeat(parts[1] if most or same else node.body, parts[0], most, same, symbol)
        case Series(_, _, symbol):
            return Series(parts[0], tuple(parts[1:]), symbol)
        case Graph(inputs, every, earlier, bindings):
            slots = [slot for slot, _ in bindings]
            bound = tuple(zip(slots, parts[:-1], strict=True))
            return Graph(inputs, every, earlier, bound, parts[-1])
        case FitTo():
            return FitTo(*parts)
        case Merge(_, _, fit):
            return Merge(parts[0], parts[1], fit)
        case Fork():
            return Fork(tuple(parts))
        case Each(_, _, most, same, symbol):
            module = parts[1] if most or same else node.module
            return Each(parts[0], module, most, same, symbol)
        case Pick(number, numbers, _, width):
            return Pick(parts[0] if number else None, numbers, parts[-1], width)
        case Unused():
            return Unused(*parts)
        case Cell(name):
            return Cell(name, *parts)


def _with_body(arm: Arm, body: Node) -> Arm:
    return Arm(arm.label, body)
