"""What an expression of a small spec stands for once its decisions are made.

Closures that wait for a tensor: a value, a module, or branches. What an environment holds is known
only when a network is built: cells, their parameters, and slots, whose values come from the tensor
that enters the use of a definition.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from brute_networks import Term, end
from brute_operations import Constant, Failure, State

Env = Mapping[Any, Any]


@dataclass(frozen=True)
class Value:
    """A number or symbol: `at` a tensor, and all that it can be, if that is known before."""

    at: Callable[[State, Env], Constant]
    possible: frozenset[Constant] | None

    @property
    def settled(self) -> Constant | None:
        return next(iter(self.possible)) if self.possible and len(self.possible) == 1 else None


@dataclass(frozen=True)
class Module:
    """What makes a term of a tensor's state; `label` is that of the arm taken."""

    build: Callable[[State, Env], Term]
    label: str | None = None


@dataclass(frozen=True)
class Branches:
    """Modules that start from one tensor; `number` is None where a cell's parameter says it."""

    at: Callable[[State, Env], list[Module]]
    number: int | None


Thing = Value | Module | Branches


def constant(value: Constant) -> Value:
    return Value(lambda state, env: value, frozenset([value]))


def plain(value: int | Fraction) -> int | Fraction:
    return int(value) if value == int(value) else value


def row(modules: Sequence[Module]) -> Module:
    def build(state: State, env: Env) -> Term:
        term: Term = ()
        for module in modules:
            term += module.build(end(term, state), env)
        return term

    return Module(build)


def fork(modules: Sequence[Module]) -> Branches:
    return Branches(lambda state, env: list(modules), len(modules))


def spliced(items: Sequence[Branches]) -> Branches:
    numbers = [item.number for item in items]
    total = None if None in numbers else sum(n for n in numbers if n is not None)
    return Branches(lambda state, env: [b for item in items for b in item.at(state, env)], total)


def as_branches(thing: Thing) -> Branches:
    if isinstance(thing, Branches):
        return thing
    assert isinstance(thing, Module)
    return fork([thing])


def as_module(thing: Thing) -> Module:
    if isinstance(thing, Branches):
        assert thing.number == 1
        return Module(lambda state, env: thing.at(state, env)[0].build(state, env))
    assert isinstance(thing, Module)
    return thing


def around(thing: Thing, bound: Mapping[object, Value]) -> Thing:
    """`thing` with slots that get their values from the tensor that enters it."""
    if not bound:
        return thing

    def inside(state: State, env: Env) -> Env:
        inner = dict(env)
        for slot, value in bound.items():  # a default may use the parameters before it
            inner[slot] = value.at(state, inner)
        return inner

    def wrapped(module: Module) -> Module:
        return Module(lambda s, env: module.build(s, inside(s, env)), module.label)

    match thing:
        case Module():
            return wrapped(thing)
        case Branches(at, number):
            return Branches(lambda s, env: [wrapped(b) for b in at(s, inside(s, env))], number)
        case Value(at, possible):
            return Value(lambda s, env: at(s, inside(s, env)), possible)


def slotted(thing: Thing, slots: dict[object, Value]) -> Thing:
    """A value that waits for a tensor is worked out where the definition is used."""
    if not isinstance(thing, Value) or thing.settled is not None:
        return thing
    slot = object()
    slots[slot] = thing
    return Value(lambda state, env: env[slot], thing.possible)


def computed(operator: str, left: Value, right: Value) -> Value:
    def value(a: Constant, b: Constant) -> Constant:
        assert not isinstance(a, str)
        assert not isinstance(b, str)
        if operator == "/" and b == 0:
            raise Failure("a division by zero")
        match operator:
            case "+":
                return plain(a + b)
            case "-":
                return plain(a - b)
            case "*":
                return plain(a * b)
            case _:
                return plain(Fraction(a) / b)

    possible = None
    if left.possible is not None and right.possible is not None:
        possible = frozenset(value(a, b) for a in left.possible for b in right.possible)
    return Value(lambda s, env: value(left.at(s, env), right.at(s, env)), possible)


def opened(subject: Value, found: Mapping[Constant | None, Thing]) -> Thing:
    """The case that a cell's parameter takes, which each use of the cell says for itself."""

    def taken(state: State, env: Env) -> Any:
        return found.get(subject.at(state, env), found.get(None))

    things = list(found.values())
    if all(isinstance(thing, Value) for thing in things):
        domains = [thing.possible for thing in things if isinstance(thing, Value)]
        known = [d for d in domains if d is not None]
        possible = frozenset[Constant]().union(*known) if len(known) == len(domains) else None
        return Value(lambda s, env: taken(s, env).at(s, env), possible)
    if any(isinstance(thing, Branches) for thing in things):
        numbers = {as_branches(thing).number for thing in things}
        number = numbers.pop() if len(numbers) == 1 else None
        return Branches(lambda s, env: as_branches(taken(s, env)).at(s, env), number)
    return Module(lambda s, env: as_module(taken(s, env)).build(s, env))
