"""What an expression of a small spec stands for once its decisions are made.

Closures that wait for a tensor: a value, a module, or branches. What an environment holds is known
only when a network is built: cells, their parameters, slots, whose values come from the tensor that
enters the use of a definition, the tensors that graphs name, and the chain at hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from oracle.networks import Tensor
from oracle.operations import Constant, Failure, State

Env = Mapping[Any, Any]
TRACE = "trace"  # where an environment in which a module is built dry notes what was taken
CHAIN = "chain"  # where an environment has the outputs of the links so far


DECIDED = "a decision"
World = Mapping[object, Constant]  # what uses of a cell can say of its parameters


@dataclass(frozen=True)
class Value:
    """A number or symbol: `at` a tensor, and all that it can be, if that is known before.

    `where` is what it is for what the parameters of the cell around it are; None where it waits for
    a tensor. `ways` are those by which it came here, `DECIDED` that it depends on a decision.
    """

    at: Callable[[State, Env], Constant]
    possible: frozenset[Constant] | None
    where: Callable[[World], Constant] | None = None
    ways: frozenset[str] = frozenset()

    def through(self, *ways: str) -> Value:
        """The same, come this way."""
        return replace(self, ways=self.ways.union(ways))

    @property
    def settled(self) -> Constant | None:
        return next(iter(self.possible)) if self.possible and len(self.possible) == 1 else None


@dataclass(frozen=True)
class Module:
    """What makes a tensor of a tensor.

    `label` is that of the arm taken, `links` how many links it adds to its chain, which is None
    where uses of a cell say it, and `names` finds the tensor of a graph whose name it is.
    """

    build: Callable[[Tensor, Env], Tensor]
    label: str | None = None
    links: int | None = 0
    names: Callable[[Env], Any] | None = None


@dataclass(frozen=True)
class Branches:
    """Modules that start from one tensor; `number` is None where it is not settled before."""

    at: Callable[[State, Env], list[Module]]
    number: int | None


Thing = Value | Module | Branches


def constant(value: Constant) -> Value:
    return Value(lambda state, env: value, frozenset([value]), lambda world: value)


def come(thing: Thing, *ways: str) -> Thing:
    """A value that came by these ways; what is none, as it is."""
    return thing.through(*ways) if isinstance(thing, Value) else thing


def plain(value: int | Fraction) -> int | Fraction:
    return int(value) if value == int(value) else value


def after(links: int | None, more: int | None) -> int | None:
    return None if links is None or more is None else links + more


def row(modules: Sequence[Module]) -> Module:
    def build(tensor: Tensor, env: Env) -> Tensor:
        for module in modules:
            tensor = module.build(tensor, env)
        return tensor

    links: int | None = 0
    for module in modules:
        links = after(links, module.links)
    return Module(build, links=links)


def apart(module: Module) -> Module:
    """A module with which a chain begins anew."""
    return Module(lambda tensor, env: module.build(tensor, {**env, CHAIN: []}), module.label)


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
        return apart(nth(thing, 0))
    assert isinstance(thing, Module)
    return thing


def nth(branches: Branches, number: int) -> Module:
    """One of branches whose number is settled."""
    return Module(lambda tensor, env: branches.at(tensor.state, env)[number].build(tensor, env))


def around(thing: Thing, bound: Mapping[object, Value]) -> Thing:
    """`thing` with slots that get their values from the tensor that enters it."""
    if not bound:
        return thing

    def inside(state: State, env: Env) -> Env:
        inner = dict(env)
        for slot, value in bound.items():  # a default may use the parameters before it
            inner[slot] = settled_at(value, state, inner, env)
        return inner

    def wrapped(module: Module) -> Module:
        def build(tensor: Tensor, env: Env) -> Tensor:
            return module.build(tensor, inside(tensor.state, env))

        return replace(module, build=build)

    match thing:
        case Module():
            return wrapped(thing)
        case Branches(at, number):
            return Branches(lambda s, env: [wrapped(b) for b in at(s, inside(s, env))], number)
        case Value(at):
            return replace(thing, at=lambda s, env: at(s, inside(s, env)))


def settled_at(value: Value, state: State, inner: Env, env: Env) -> Constant:
    """A value for the tensor that enters; of a network built dry, one that nothing looks at."""
    try:
        return value.at(state, inner)
    except Failure:
        if TRACE not in env:
            raise
        return 1


def slotted(thing: Thing, slots: dict[object, Value]) -> Thing:
    """A value that waits for a tensor is worked out where the definition is used."""
    if not isinstance(thing, Value) or thing.settled is not None:
        return thing
    slot = object()
    slots[slot] = thing
    return replace(thing, at=lambda state, env: env[slot])


def computed(operator: str, left: Value, right: Value) -> Value:
    def value(a: Constant, b: Constant) -> Constant:
        assert not isinstance(a, str)
        assert not isinstance(b, str)
        if operator in ("/", "round") and b == 0:
            raise Failure("a division by zero")
        match operator:
            case "+":
                return plain(a + b)
            case "-":
                return plain(a - b)
            case "*":
                return plain(a * b)
            case "round":
                return plain((Fraction(a) / b + Fraction(1, 2)).__floor__() * b)
            case _:
                return plain(Fraction(a) / b)

    possible = None
    if left.possible is not None and right.possible is not None:
        possible = frozenset(value(a, b) for a in left.possible for b in right.possible)
    one, other, where = left.where, right.where, None
    if one is not None and other is not None:
        where = lambda world: value(one(world), other(world))  # noqa: E731
    ways = left.ways | right.ways | {"arithmetic"}
    return Value(lambda s, env: value(left.at(s, env), right.at(s, env)), possible, where, ways)


def _where(
    subject: Value, found: Mapping[Constant | None, Thing]
) -> Callable[[World], Constant] | None:
    """What the case comes to that a cell's parameter takes, if no case waits for a tensor."""
    cases = {label: thing.where for label, thing in found.items() if isinstance(thing, Value)}
    label = subject.where
    if label is None or None in cases.values():
        return None

    def where(world: World) -> Constant:
        case = cases.get(label(world), cases.get(None))
        assert case is not None
        return case(world)

    return where


def opened(subject: Value, found: Mapping[Constant | None, Thing]) -> Thing:
    """The case that a cell's parameter takes, which each use of the cell says for itself."""

    def taken(state: State, env: Env) -> Any:
        return found.get(subject.at(state, env), found.get(None))

    things = list(found.values())
    if all(isinstance(thing, Value) for thing in things):
        domains = [thing.possible for thing in things if isinstance(thing, Value)]
        known = [d for d in domains if d is not None]
        possible = frozenset[Constant]().union(*known) if len(known) == len(domains) else None
        ways = frozenset[str]().union(*(t.ways for t in things if isinstance(t, Value)))
        where = _where(subject, found)
        return Value(lambda s, env: taken(s, env).at(s, env), possible, where, ways)
    if any(isinstance(thing, Branches) for thing in things):
        numbers = {as_branches(thing).number for thing in things}
        number = numbers.pop() if len(numbers) == 1 else None
        return Branches(lambda s, env: as_branches(taken(s, env)).at(s, env), number)
    links = {as_module(thing).links for thing in things}
    return Module(
        lambda tensor, env: as_module(taken(tensor.state, env)).build(tensor, env),
        links=links.pop() if len(links) == 1 else None,
    )
