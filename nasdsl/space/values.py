"""What nodes can come to, before anything is decided, as finite sets of values."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from fractions import Fraction
from typing import assert_never

from nasdsl import limits
from nasdsl.space.ir import (
    Arithmetic,
    Calculation,
    Cell,
    Choice,
    Const,
    Constant,
    Each,
    FitTo,
    Fork,
    Given,
    Graph,
    Kind,
    Let,
    Merge,
    Node,
    Number,
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
    cases_for,
    children,
    kind,
    per_node,
)

Domain = frozenset[Constant]
Domains = Mapping[str, Domain | None]


def calculate(operator: Calculation, left: Number, right: Number) -> Number:
    """The value of `left operator right`, as an int if it is whole.

    `round` gives the multiple of `right` nearest to `left`, and the larger one of two equally near.
    """
    match operator:
        case "+":
            result = left + right
        case "-":
            result = left - right
        case "*":
            result = left * right
        case "round":
            result = math.floor(Fraction(left) / right + Fraction(1, 2)) * right
        case "/":
            result = Fraction(left) / right
    return int(result) if result == int(result) else result


@per_node
def decides(node: Node) -> bool:
    """Whether a node, or a node inside it, is a choice or a pick."""
    return isinstance(node, Choice | Pick) or any(decides(child) for child in children(node))


@per_node
def sized(node: Node) -> bool:
    """Whether a node, or a node inside it, is a size of the tensor that enters."""
    return isinstance(node, Size) or any(sized(child) for child in children(node))


@per_node
def refs(node: Node) -> frozenset[str]:
    """The slots to which a node refers and which are bound outside of it."""
    inner = frozenset[str]().union(*(refs(child) for child in children(node)))
    match node:
        case Ref(slot):
            return frozenset([slot])
        case Let(slot, bound, body):
            return refs(bound) | (refs(body) - {slot})
        case Graph(_, every):
            return inner - {every}
        case (
            Const() | Size() | Arithmetic() | Tensor() | Choice() | Given() | Part() | Operation()
            | Sequence() | Repeat() | Series() | FitTo() | Merge() | Fork() | Each() | Pick()
            | Unused() | Cell()
        ):  # fmt: skip
            return inner
        case _:
            assert_never(node)


@per_node
def counted(node: Node) -> frozenset[str]:
    """The slots that determine the value of a node or, for branches, how many there are."""
    match node:
        case _ if kind(node) is Kind.VALUE:
            return refs(node)
        case Ref(slot, Kind.BRANCHES):
            return frozenset([slot])
        case Repeat(body, times) if kind(body) is Kind.BRANCHES:
            return counted(body) | refs(times)
        case Let(slot, bound, body):
            of_body = counted(body)
            of_bound = counted(bound) if slot in of_body else frozenset[str]()
            return (of_body - {slot}) | of_bound
        case Given(subject, cases):
            return refs(subject).union(*(counted(body) for _, body in cases))
        case Pick(number):
            return counted(node.branches) if number is None else refs(number)
        case Fork() | Choice() | Each() | Part() | Unused():
            return frozenset[str]().union(*(counted(child) for child in _listed_values(node)))
        case (
            Const() | Size() | Arithmetic() | Ref() | Tensor() | Operation() | Sequence()
            | Repeat() | Series() | Graph() | FitTo() | Merge() | Cell()
        ):  # fmt: skip
            return frozenset()
        case _:
            assert_never(node)


def _listed_values(node: Fork | Choice | Each | Part | Unused) -> tuple[Node, ...]:
    return (node.branches,) if isinstance(node, Each) else children(node)


def values(node: Node, slots: Domains) -> Domain | None:
    """All values that a node of the kind *value* can have.

    Args:
        node: the node.
        slots: for each slot to which the node refers, the possible values; None for a slot whose
            values are not known.

    Returns:
        The values; None where they depend on a tensor, or are too many to list.
    """
    return _values(node, slots) if refs(node) else _alone(node)


@per_node
def _alone(node: Node) -> Domain | None:
    """The values of a node without free slots."""
    return _values(node, {})


def _values(node: Node, slots: Domains) -> Domain | None:
    match node:
        case Const(value):
            return frozenset([value])
        case Size():
            return None
        case Ref(slot):
            return slots.get(slot)
        case Arithmetic(operator, left, right):
            return _computed(operator, values(left, slots), values(right, slots))
        case Choice(arms):
            return _union_of_domains([values(arm.body, slots) for arm in arms])
        case Given():
            return _union_of_domains([values(body, slots) for body in taken_cases(node, slots)])
        case Let(body=body):
            return _union_of_domains([values(body, inner) for inner in _inside(node, slots)])
        case Part(_, _, body):
            return values(body, slots)
        case (
            Tensor() | Operation() | Sequence() | Repeat() | Series() | Graph() | FitTo()
            | Merge() | Fork() | Each() | Pick() | Unused() | Cell()
        ):  # fmt: skip
            return None
        case _:
            assert_never(node)


def labels(node: Node, slots: Domains) -> Domain | None:
    """The labels of the arms of a node's outermost choice; None where an arm has no label.

    Args:
        node: the choice; a use of a definition, or a reference to a slot, that stands for one.
        slots: for each slot to which the node refers, the possible labels.
    """
    match node:
        case Choice(arms):
            names = frozenset(arm.label for arm in arms if arm.label is not None)
            return names if len(names) == len(arms) else None
        case Part(_, _, body) | Let(_, _, body):
            return labels(body, slots)
        case Ref(slot):
            return slots.get(slot)
        case (
            Const() | Size() | Arithmetic() | Tensor() | Given() | Operation() | Sequence()
            | Repeat() | Series() | Graph() | FitTo() | Merge() | Fork() | Each() | Pick()
            | Unused() | Cell()
        ):  # fmt: skip
            return None
        case _:
            assert_never(node)


def widths(node: Node, slots: Domains) -> Domain | None:
    """How many branches a node can have: all possible numbers; a module counts as 1.

    Args:
        node: a module or branches.
        slots: for each slot to which the node refers, its possible values or numbers of branches.

    Returns:
        The numbers; None where they are not known.
    """
    match node:
        case Fork(items):
            return _computed_all("+", [widths(item, slots) for item in items], 0)
        case Repeat(body, times) if kind(body) is Kind.BRANCHES:
            return _repeated(widths(body, slots), values(times, slots), node.same)
        case Each(branches):
            return widths(branches, slots)
        case Pick(number, _, _, width):
            return frozenset(range(width + 1)) if number is None else values(number, slots)
        case Unused():
            return None
        case Ref(slot, Kind.BRANCHES):
            return slots.get(slot)
        case Choice(arms):
            return _union_of_domains([widths(arm.body, slots) for arm in arms])
        case Given():
            return _union_of_domains([widths(body, slots) for body in taken_cases(node, slots)])
        case Let(body=body):
            return _union_of_domains([widths(body, inner) for inner in _inside(node, slots)])
        case Part(_, _, body):
            return widths(body, slots)
        case (
            Const() | Size() | Arithmetic() | Ref() | Tensor() | Operation() | Sequence()
            | Repeat() | Series() | Graph() | FitTo() | Merge() | Cell()
        ):  # fmt: skip
            return frozenset([1])
        case _:
            assert_never(node)


def domain(node: Node, slots: Domains) -> Domain | None:
    """All values that a value can have, labels that a module can, or numbers of branches.

    Args:
        node: the node, whose kind says which of the three is asked for.
        slots: the same for each slot to which the node refers.

    Returns:
        The values, labels or numbers; None where they are not known.
    """
    match kind(node):
        case Kind.VALUE:
            return values(node, slots)
        case Kind.BRANCHES:
            return widths(node, slots)
        case _:
            return labels(node, slots)


def taken_cases(node: Given, slots: Domains) -> list[Node]:
    """The nodes of those cases of a `Given` that can be selected.

    Args:
        node: the `Given`.
        slots: for each slot to which its subject refers, the possible values or labels.
    """
    subject_values = domain(node.subject, slots)
    keys = [None] if subject_values is None else subject_values
    return [node.cases[i][1] for i in sorted({i for key in keys for i in cases_for(node, key)})]


def _inside(let: Let, slots: Domains) -> list[Domains]:
    """The values of slots in the body of a `Let`, for each value that is bound."""
    bound_values = domain(let.bound, slots)
    if (
        bound_values is None
        or let.slot not in refs(let.body)
        or len(bound_values) > limits.TOGETHER
    ):
        return [{**slots, let.slot: bound_values}]
    return [{**slots, let.slot: frozenset([value])} for value in bound_values]


def _repeated(once: Domain | None, times: Domain | None, same: bool) -> Domain | None:
    """The numbers of branches of repeated branches."""
    if once is None or times is None or same or len(once) == 1:
        return _computed("*", once, times)
    numbers = {number for number in times if isinstance(number, int)}
    totals: Domain | None = frozenset([0])
    counts = set[Constant](totals if 0 in numbers else ())
    for number in range(1, max(numbers, default=0) + 1):
        totals = _computed("+", totals, once)
        if totals is None:
            return None
        counts |= totals if number in numbers else frozenset()
    return frozenset(counts)


def _computed_all(operator: Calculation, domains: list[Domain | None], start: int) -> Domain | None:
    result: Domain | None = frozenset([start])
    for operand in domains:
        result = _computed(operator, result, operand)
    return result


def _union_of_domains(domains: list[Domain | None]) -> Domain | None:
    known = [domain for domain in domains if domain is not None]
    return frozenset[Constant]().union(*known) if len(known) == len(domains) else None


def _computed(operator: Calculation, left: Domain | None, right: Domain | None) -> Domain | None:
    if left is None or right is None or len(left) * len(right) > limits.CASES:
        return None
    pairs = itertools.product(left, right)
    return frozenset(
        calculate(operator, a, b)
        for a, b in pairs
        if not isinstance(a, str)
        and not isinstance(b, str)
        and (operator not in ("/", "round") or b != 0)
    )


def said(value: int | Fraction | str) -> str:
    """A value as text for messages: a number as a spec writes it, a symbol in quotes."""
    if isinstance(value, str):
        return f"'{value}'"
    decimal = f"{float(value):.12g}" if abs(value) < 10**9 else ""
    text = decimal if decimal and Fraction(decimal) == value else str(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
