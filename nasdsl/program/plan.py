"""Partial evaluation: a space and the decisions of a genome give a program.

Decisions that are left open become `Select`s; with none left open the program is an architecture.
What a `Let` binds is evaluated where it stands if it is a value; a module or branches are kept
with their surroundings and written out at each place that refers to them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from nasdsl import limits
from nasdsl.errors import NasdslError
from nasdsl.genome.codec import Vector
from nasdsl.genome.occurrence import Occurrence, Roots
from nasdsl.program import merging
from nasdsl.program.graph import Apply, Program, Select, State, Step
from nasdsl.program.shapes import Misfit
from nasdsl.space.domain import compute
from nasdsl.space.ir import (
    Arithmetic,
    Cell,
    Choice,
    Const,
    Constant,
    Each,
    Fork,
    Given,
    Kind,
    Let,
    Merge,
    Operation,
    Part,
    Ref,
    Repeat,
    Size,
    cases_for,
    kind,
)  # fmt: skip
from nasdsl.space.ir import (
    Sequence as Row,
)
from nasdsl.space.naming import descend, repetitions
from nasdsl.space.ops import OPERATIONS, Unfit, resolve


@dataclass(frozen=True, slots=True)
class Closure:
    """A module or branches as decided, with what its names mean."""

    here: Occurrence
    env: Environment

    def at(self, path: str) -> Closure:
        """The same, written out at another place of the network."""
        return replace(self, here=replace(self.here, path=descend(path, self.here.node)))


Environment = Mapping[str, "Constant | Closure"]
Branch = tuple[Closure, ...]


class OpenDecision(NasdslError):
    """A decision that cannot be left open, since other things than a module depend on it."""


def plan(
    roots: Roots, state: State, genome: Vector, left_open: frozenset[int] = frozenset()
) -> Program:
    """The program of a genome over an input of this state.

    Args:
        roots: the space, laid out.
        state: the input's.
        genome: a value for each locus.
        left_open: loci to leave open: choices among modules whose arms give one shape.

    Raises:
        Misfit: the shapes fail.
        OpenDecision: a locus cannot be left open.
    """
    planner = _Planner(roots, [int(value) for value in genome], left_open, (state,))
    output = planner.run(Closure(roots.network, {}), 0)
    return Program((state,), tuple(planner.steps), output)


@dataclass(slots=True)
class _Planner:
    roots: Roots
    genome: list[int]
    left_open: frozenset[int]
    inputs: tuple[State, ...]
    steps: list[Step] = field(default_factory=list[Step])

    def state(self, tensor: int) -> State:
        here = tensor - len(self.inputs)
        return self.inputs[tensor] if here < 0 else self.steps[here].state

    def add(self, step: Step) -> int:
        if len(self.steps) >= limits.STEPS:
            raise NasdslError(f"a network of more than {limits.STEPS} operations")
        self.steps.append(step)
        return len(self.inputs) + len(self.steps) - 1

    # modules

    def run(self, closure: Closure, tensor: int) -> int:
        """Add the steps of a module on a tensor; the number of its output."""
        here, env = closure.here, closure.env
        node = here.node
        match node:
            case Operation():
                return self.apply(here, env, tensor)
            case Row():
                return self.row([Closure(part, env) for part in here.parts()], tensor)
            case Repeat():
                return self.row(self.repeated(here, env, tensor), tensor)
            case Merge():
                return self.merge(here, env, tensor)
            case Choice() if here.at in self.left_open:
                return self.select(here, env, tensor)
            case _:
                return self.run(self.inner(here, env, tensor), tensor)

    def row(self, modules: Sequence[Closure], tensor: int) -> int:
        for module in modules:
            tensor = self.run(module, tensor)
        return tensor

    def inner(self, here: Occurrence, env: Environment, tensor: int) -> Closure:
        """What a node of any kind comes down to once its decision is known."""
        node = here.node
        match node:
            case Choice():
                return Closure(here.parts()[self.decision(here)], env)
            case Let(slot, _, _, default):
                bound, body = here.parts()
                if default and slot in env:
                    return Closure(body, env)
                return Closure(body, {**env, slot: self.bind(bound, env, tensor)})
            case Given():
                subject, *bodies = here.parts()
                key = self.followed(subject, env, tensor)
                return Closure(bodies[cases_for(node, key)[0]], env)
            case Part():
                return Closure(here.parts()[0], env)
            case Cell(name):
                member = self.value(here.parts()[0], env, tensor)
                assert isinstance(member, int)
                body = replace(self.roots.cells[name, member], path=here.path)
                own = {slot: v for slot, v in env.items() if slot.startswith(f"{name}.")}
                return Closure(body, own)
            case Ref(slot):
                bound = env[slot]
                assert isinstance(bound, Closure)
                return bound.at(here.path)
            case _:
                raise AssertionError(f"{type(node).__name__} decides nothing")

    def decision(self, here: Occurrence) -> int:
        if here.at in self.left_open:
            raise OpenDecision(
                f"{here.path} cannot be left open: it is not a choice among modules of one shape"
            )
        return self.genome[here.at]

    def bind(self, bound: Occurrence, env: Environment, tensor: int) -> Constant | Closure:
        if kind(bound.node) is Kind.VALUE:
            return self.value(bound, env, tensor)
        return Closure(bound, env)

    def repeated(self, here: Occurrence, env: Environment, tensor: int) -> list[Closure]:
        """The repetitions that happen, of a module or of branches."""
        node = here.node
        assert isinstance(node, Repeat)
        head, *bodies = here.parts()
        times = self.value(head, env, tensor)
        assert isinstance(times, int)
        return [Closure(body, env) for body in _places(bodies, times, node.same)]

    def select(self, here: Occurrence, env: Environment, tensor: int) -> int:
        state = self.state(tensor)
        arms: list[Program] = []
        for part in here.parts():
            planner = _Planner(self.roots, self.genome, self.left_open, (state,))
            output = planner.run(Closure(part, env), 0)
            arms.append(Program((state,), tuple(planner.steps), output))
        states = {arm.state(arm.output) for arm in arms}
        if len(states) > 1:
            listed = ", ".join(sorted(str(s) for s in states))
            raise OpenDecision(f"{here.path} cannot be left open: its arms give {listed}")
        return self.add(Select(here.at, tuple(arms), (tensor,), states.pop(), here.path))

    # operations and merges

    def apply(self, here: Occurrence, env: Environment, tensor: int) -> int:
        node = here.node
        assert isinstance(node, Operation)
        before = self.state(tensor)
        names = [name for name, _ in node.args]
        given = {
            name: self.value(part, env, tensor)
            for name, part in zip(names, here.parts(), strict=True)
        }
        try:
            args = resolve(node.name, given, before)
            after = OPERATIONS[node.name].shape(before, args)
            if node.name == "fit":
                return self.adapt(merging.project(before, after), here.path, tensor)
        except Unfit as reason:
            raise Misfit(f"{node.name}: {reason}", here.path, here.placed.span) from None
        if node.name == "identity":
            return tensor
        return self.add(Apply(node.name, tuple(args.items()), (tensor,), after, here.path))

    def adapt(self, adapter: merging.Adapter | None, path: str, tensor: int) -> int:
        if adapter is None:
            return tensor
        return self.add(Apply(adapter.op, adapter.args, (tensor,), adapter.state, path))

    def merge(self, here: Occurrence, env: Environment, tensor: int) -> int:
        node = here.node
        assert isinstance(node, Merge)
        how, forked = here.parts()
        way = str(self.value(how, env, tensor))
        branches = self.branches(Closure(forked, env), tensor)
        outputs = [self.row(branch, tensor) for branch in branches]
        if not outputs:
            state = self.state(tensor)
            return self.add(Apply("zero", (("stride", 1),), (tensor,), state, here.path))
        if len(outputs) == 1:
            return outputs[0]
        try:
            adapters = merging.adapters(way, node.fit, [self.state(t) for t in outputs])
        except Unfit as reason:
            raise Misfit(str(reason), here.path, here.placed.span) from None
        names = repetitions(f"{here.path}.input", len(outputs))
        fitted = [self.adapt(a, p, t) for a, p, t in zip(adapters, names, outputs, strict=True)]
        after = merging.merged(way, [self.state(t) for t in fitted])
        return self.add(Apply(way, (), tuple(fitted), after, here.path))

    # branches

    def branches(self, closure: Closure, tensor: int) -> list[Branch]:
        """The branches of a node, each a row of modules."""
        here, env = closure.here, closure.env
        node = here.node
        if kind(node) is not Kind.BRANCHES:
            return [(closure,)]
        match node:
            case Fork():
                items = [Closure(part, env) for part in here.parts()]
                return [branch for item in items for branch in self.branches(item, tensor)]
            case Repeat():
                again = self.repeated(here, env, tensor)
                return [branch for item in again for branch in self.branches(item, tensor)]
            case Each(_, _, _, same):
                head, *bodies = here.parts()
                before = self.branches(Closure(head, env), tensor)
                after = _places(bodies, len(before), same)
                return [(*b, Closure(a, env)) for b, a in zip(before, after, strict=True)]
            case _:
                return self.branches(self.inner(here, env, tensor), tensor)

    # values

    def value(self, here: Occurrence, env: Environment, tensor: int) -> Constant:
        """The value of a value node, for the tensor that enters."""
        node = here.node
        match node:
            case Const(constant):
                return constant
            case Size(name):
                return int(getattr(self.state(tensor), name))
            case Ref(slot):
                bound = env[slot]
                assert not isinstance(bound, Closure)
                return bound
            case Arithmetic(operator):
                left, right = (self.value(part, env, tensor) for part in here.parts())
                return self.compute(here, operator, left, right)
            case _:
                found = self.inner(here, env, tensor)
                return self.value(found.here, found.env, tensor)

    def compute(self, here: Occurrence, operator: str, left: Constant, right: Constant) -> Constant:
        assert not isinstance(left, str)
        assert not isinstance(right, str)
        if operator == "/" and right == 0:
            raise Misfit("a division by zero", here.path, here.placed.span)
        return compute(operator, left, right)

    def followed(self, subject: Occurrence, env: Environment, tensor: int) -> Constant | None:
        """What a `given` follows: a value, or the label of the arm that a module took."""
        if kind(subject.node) is Kind.VALUE:
            return self.value(subject, env, tensor)
        found = Closure(subject, env)
        while not isinstance(found.here.node, Choice):
            found = self.inner(found.here, found.env, tensor)
        return found.here.node.arms[self.decision(found.here)].label


def _places(bodies: Sequence[Occurrence], times: int, same: bool) -> list[Occurrence]:
    """The occurrences of what is done `times` times; one and the same is written out anew."""
    if not same:
        return list(bodies[:times])
    stem = bodies[0].path.removesuffix("[1]")
    return [replace(bodies[0], path=path) for path in repetitions(stem, times)]
