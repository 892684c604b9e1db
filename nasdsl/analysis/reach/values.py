"""Values in the fold over sets, and choices, bindings and `given`, alike for all kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import TYPE_CHECKING, Any

from nasdsl.analysis.environment import Known, computed
from nasdsl.analysis.reach.places import MANY, Closure, Held, Place, Value, union
from nasdsl.analysis.structure.state import Spent
from nasdsl.space.ir import (
    Arithmetic,
    Arm,
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
from nasdsl.space.values import Domains, domain

if TYPE_CHECKING:
    from nasdsl.analysis.reach.fold import Reach, Results

    Run = Callable[[Reach, Node, Place, Known], Any]


def run(reach: Reach, node: Node, place: Place) -> Results:
    """All that a value can come to; None is what no tensor tells."""
    match node:
        case Const(constant):
            return frozenset([constant])
        case Size(name):
            state = place.point.state
            return frozenset([None if state is None else int(getattr(state, name))])
        case Ref(slot) if slot in reach.flow.genes and slot not in place.env:
            return reach.run(reach.flow.genes[slot], place.meaning({}))
        case Ref(slot):
            held = place.env.get(slot)
            return held.values if isinstance(held, Value) else frozenset([None])
        case Arithmetic(operator, left, right):
            pairs = product(reach.run(left, place), reach.run(right, place))
            return frozenset(_compute(operator, one, other) for one, other in pairs)
        case Choice():
            return choose(reach, node, place, None)
        case Part(_, _, body):
            return reach.run(body, place)
        case Let():
            return bind(reach, node, place, None)
        case Given():
            return follow(reach, node, place, None)
        case _:
            raise AssertionError(f"{type(node).__name__} is no value")


def _compute(operator: Calculation, left: Known, right: Known) -> Known:
    return None if operator in ("/", "round") and right == 0 else computed(operator, left, right)


def times(reach: Reach, node: Node, place: Place) -> list[int]:
    """All numbers of repetitions that are possible.

    Raises:
        Spent: not all that it can be is known.
    """
    found = reach.run(node, place)
    numbers = sorted(each for each in found if isinstance(each, int))
    if len(numbers) < len(found):
        raise Spent
    return numbers


def choose(reach: Reach, node: Choice, place: Place, only: Known) -> Results:
    """What a choice of any kind can lead to: what any of its arms can."""
    reach.meet(node, place, only)
    return union([arm_of(reach, node, arm, place, only) for arm in node.arms])


def arm_of(reach: Reach, node: Choice, arm: Arm, place: Place, only: Known) -> Results:
    """What one arm of a choice can lead to: nothing, if it has not the label that is asked for."""
    if only is None or kind(arm.body) is not Kind.MODULE or kind(node) is not Kind.MODULE:
        return reach.run(arm.body, place, only)
    return reach.run(arm.body, place) if arm.label == only else frozenset()


def follow(reach: Reach, node: Given, place: Place, only: Known, run: Run | None = None) -> Results:
    """What a `given` can lead to: what any of the cases can that its subject can have.

    `run` says what a case leads to, where that is not what it leads to by itself.
    """
    run = run or type(reach).run
    subject = node.subject
    if kind(subject) is Kind.VALUE:
        keys = reach.run(subject, place)
    else:
        held = place.env.get(subject.slot) if isinstance(subject, Ref) else None
        keys = {held.only if isinstance(held, Closure) else None}
    cases = {case for key in keys for case in cases_for(node, key)}
    return union([run(reach, node.cases[case][1], place, only) for case in sorted(cases)])


def bind(reach: Reach, let: Let, place: Place, only: Known) -> Results:
    """What the body of a `Let` can lead to, with each value, label or number that is bound."""
    if let.default and let.slot in place.env:
        return reach.run(let.body, place, only)
    inner = _of_values(reach, let, place) if kind(let.bound) is Kind.VALUE else None
    places = inner if inner is not None else _of_closures(reach, let, place)
    return union([reach.run(let.body, each, only) for each in places])


def _of_values(reach: Reach, let: Let, place: Place) -> Iterator[Place]:
    found = reach.run(let.bound, place)
    known = found - {None}
    apart = [frozenset([each]) for each in known] if len(known) <= MANY else [known]
    for each in apart:
        yield _holding(place, let.slot, Value(each))
    if None in found:
        failing = place._replace(point=place.point._replace(state=None))
        yield _holding(failing, let.slot, Value(frozenset([None])))


def _of_closures(reach: Reach, let: Let, place: Place) -> Iterator[Place]:
    keys: Iterable[Known] = [None]
    if reach.flow.counts.steers(let):
        keys = domain(let.bound, _domains(place)) or [None]
    facts = reach.flow.facts(let.bound)
    env = tuple((slot, place.env[slot]) for slot in facts.slots if slot in place.env)
    linked = facts.linked or any(isinstance(h, Closure) and h.linked for _, h in env)
    shared = reach.shared(let.bound)
    for key in keys:
        yield _holding(place, let.slot, Closure(let.bound, env, key, linked, shared))


def with_genes(reach: Reach, node: Node, place: Place) -> list[Place]:
    """A place for each of the values that genes have in a node, as long as these are few."""
    places = [place]
    for slot in reach.flow.facts(node).slots:
        if slot in reach.flow.genes and slot not in place.env:
            found = reach.run(reach.flow.genes[slot], place.meaning({}))
            if len(places) * len(found) <= MANY:
                values = [Value(frozenset([each])) for each in found]
                places = [_holding(each, slot, value) for each in places for value in values]
    return places


def alternatives(reach: Reach, node: Node, place: Place) -> list[Node]:
    """What is decided once, as several things, each of which decides less."""
    match node:
        case Choice(arms):
            reach.meet(node, place, None)
            return [arm.body for arm in arms]
        case Part(name, role, body):
            return [Part(name, role, each) for each in alternatives(reach, body, place)]
        case _:
            return [node]


def _domains(place: Place) -> Domains:
    """What is known of names by the time others follow them."""
    found: dict[str, frozenset[Any] | None] = {}
    for slot, held in place.env.items():
        match held:
            case Value(all_of_it):
                found[slot] = None if None in all_of_it else all_of_it
            case Closure(only=only):
                found[slot] = None if only is None else frozenset([only])
            case _:
                pass
    return found


def _holding(place: Place, slot: str, held: Held) -> Place:
    return place.meaning({**place.env, slot: held})
