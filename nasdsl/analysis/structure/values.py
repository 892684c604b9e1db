"""Values in the fold: what each comes to, as counts know it and at each component."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from nasdsl.analysis.environment import Known, value
from nasdsl.analysis.structure import sharing
from nasdsl.analysis.structure.results import Cases, Results, add, part_of, sliced
from nasdsl.analysis.structure.state import Around, Component, Components, Pins, Tables, Values
from nasdsl.space.ir import (
    Arithmetic,
    Calculation,
    Choice,
    Const,
    Given,
    Kind,
    Let,
    Node,
    Part,
    Ref,
    Size,
    cases_for,
    kind,
)  # fmt: skip
from nasdsl.space.values import calculate

if TYPE_CHECKING:
    from nasdsl.analysis.structure.flow import Flow


def run(
    flow: Flow, node: Node, pins: Pins, components: Components, around: Around, tables: Tables
) -> Results:
    """The outcomes of a value: what counts know of it, and what it is at each component."""
    slices = sliced(node, pins)
    results: Results = {}
    match node:
        case Const(constant):
            add(results, (constant, (constant,) * len(components)), tables, 1)
        case Size(name):
            add(results, (None, tuple(_size(name, c) for c in components)), tables, 1)
        case Ref(slot) if slot in flow.genes:
            for key, after, n in flow.gene(slot, tables):
                add(results, (key, (key,) * len(components)), after, n)
        case Ref(slot):
            held: list[Known] = []
            for component in components:
                bound = component.env.get(slot)
                assert bound is None or not isinstance(bound, tuple | frozenset)
                held.append(bound)
            add(results, (around.known.get(slot), tuple(held)), tables, 1)
        case Arithmetic(operator, left, right):
            firsts = flow.run(left, part_of(slices, 0), components, around, tables)
            for (one, after), n in firsts.items():
                others = flow.run(right, part_of(slices, 1), components, around, after)
                for (other, later), m in others.items():
                    add(results, _both(operator, one, other), later, n * m)
        case Choice():
            return choose(flow, node, pins, components, around, tables, None)
        case Part(_, _, body):
            return flow.run(body, part_of(slices, 0), components, around, tables)
        case Let():
            return sharing.bind(flow, node, pins, components, around, tables)
        case Given():
            return follow(flow, node, pins, components, around, tables, None, True, _joined)
        case _:
            raise AssertionError(f"{type(node).__name__} is no value")
    return results


def _size(name: str, component: Component) -> Known:
    state = component.point.state
    return None if state is None else int(getattr(state, name))


def _both(operator: Calculation, left: Values, right: Values) -> Values:
    pairs = zip(left[1], right[1], strict=True)
    return _compute(operator, left[0], right[0]), tuple(_compute(operator, a, b) for a, b in pairs)


def _compute(operator: Calculation, left: Known, right: Known) -> Known:
    """`left operator right`; None where that is not known or no number."""
    if left is None or right is None or isinstance(left, str) or isinstance(right, str):
        return None
    return None if operator in ("/", "round") and right == 0 else calculate(operator, left, right)


def choose(
    flow: Flow,
    node: Choice,
    pins: Pins,
    components: Components,
    around: Around,
    tables: Tables,
    only: Known,
    ordered: bool = True,
) -> Results:
    """The outcomes of a choice of any kind: those of all its arms."""
    slices = sliced(node, pins)
    results: Results = {}
    for number, arm in enumerate(node.arms):
        if pins and pins[0] != number:
            continue
        inner = only
        if only is not None and kind(arm.body) is Kind.MODULE and kind(node) is Kind.MODULE:
            if arm.label != only:
                continue
            inner = None
        arm_pins = part_of(slices, number)
        found = flow.run(arm.body, arm_pins, components, around, tables, inner, ordered)
        for (out, after), n in found.items():
            add(results, _as(node, arm.body, out), after, n)
    return results


def _as(node: Node, body: Node, out: Any) -> Any:
    """What a body leads to where a node does: a module among branches is one branch."""
    return (out,) if kind(node) is Kind.BRANCHES and kind(body) is Kind.MODULE else out


Join = Callable[[int, Cases], object]
"""Puts together what cases lead to: for how many components, and for which each."""


def follow(
    flow: Flow,
    node: Given,
    pins: Pins,
    components: Components,
    around: Around,
    tables: Tables,
    only: Known,
    ordered: bool,
    join: Join,
) -> Results:
    """Where a `given` leads: each component to where its own case does; all that count decide."""
    slices = sliced(node, pins)
    results: Results = {}
    for key, at, after, n in subjects(flow, node, slices, components, around, tables):
        states: list[tuple[Cases, Tables, int]] = [([], after, n)]
        for case in cases_for(node, key):
            here = [i for i, taken in enumerate(at) if taken == case]
            body, case_pins = node.cases[case][1], part_of(slices, 1 + case)
            places = tuple(components[i] for i in here)
            states = [
                ([*before, (here, _as(node, body, out))], later, n * m)
                for before, after, n in states
                for (out, later), m in flow.run(
                    body, case_pins, places, around, after, only, ordered
                ).items()
            ]
        for cases, later, m in states:
            whole = cases[0][1] if len(cases) == 1 else join(len(components), cases)
            add(results, whole, later, m)
    return results


def subjects(
    flow: Flow,
    node: Given,
    slices: list[Pins],
    components: Components,
    around: Around,
    tables: Tables,
) -> list[tuple[Known, list[int], Tables, int]]:
    """What counts know of the subject, and the case of each component."""
    if kind(node.subject) is not Kind.VALUE:
        key = value(node.subject, around.known)
        return [(key, [cases_for(node, key)[0]] * len(components), tables, 1)]
    found = flow.run(node.subject, part_of(slices, 0), components, around, tables)
    return [
        (key, [cases_for(node, each)[0] for each in held], after, n)
        for ((key, held), after), n in found.items()
    ]


def _joined(number: int, cases: Cases) -> Values:
    held: list[Known] = [None] * number
    keys: set[Known] = set()
    for here, found in cases:
        key, of_case = found
        keys.add(key)
        for i, each in zip(here, of_case, strict=True):
            held[i] = each
    return keys.pop() if len(keys) == 1 else None, tuple(held)
