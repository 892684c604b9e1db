"""Partial evaluation: a space and the decisions of a genome give a program.

Decisions that are left open become `Select`s; with none left open the program is an architecture.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence as Many
from dataclasses import dataclass, field

from nasdsl import limits
from nasdsl.errors import NasdslError
from nasdsl.genome.codec import Vector
from nasdsl.genome.occurrence import Occurrence, Roots
from nasdsl.program import references
from nasdsl.program.decisions import Chain, Closure, Decisions, Environment, Named, OpenDecision
from nasdsl.program.graph import Apply, Program, Scalar, Select, State, Step, Use
from nasdsl.program.shapes import Misfit
from nasdsl.space import merging
from nasdsl.space.ir import (
    Cell,
    Choice,
    FitTo,
    Graph,
    Merge,
    Operation,
    Part,
    Repeat,
    Sequence,
    Series,
    Tensor,
)  # fmt: skip
from nasdsl.space.naming import repetitions
from nasdsl.space.ops import OPERATIONS, Op, Unfit, resolve

Arguments = tuple[tuple[str, Scalar], ...]


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
    decisions = Decisions(roots, [int(value) for value in genome], left_open)
    planner = _Planner(decisions, (state,))
    return planner.program(decisions.start(), [])


@dataclass(slots=True)
class _Planner:
    """Gathers the steps of a program; `outside` are the inputs that are named elsewhere."""

    decisions: Decisions
    inputs: tuple[State, ...]
    outside: Mapping[Named, int] = field(default_factory=dict[Named, int])
    steps: list[Step] = field(default_factory=list[Step])
    uses: list[Use] = field(default_factory=list[Use])

    def program(self, closure: Closure, chain: Chain) -> Program:
        """The program of a module over the first input."""
        output = self.run(closure, 0, chain)
        return Program(self.inputs, tuple(self.steps), output, tuple(self.uses)).pruned()

    def state(self, tensor: int) -> State:
        here = tensor - len(self.inputs)
        return self.inputs[tensor] if here < 0 else self.steps[here].state

    def add(self, step: Step) -> int:
        if len(self.steps) >= limits.STEPS:
            raise NasdslError(f"a network of more than {limits.STEPS} operations")
        self.steps.append(step)
        return len(self.inputs) + len(self.steps) - 1

    # modules

    def run(self, closure: Closure, tensor: int, chain: Chain) -> int:
        """Add the steps of a module on a tensor; the number of its output."""
        here, env = closure.here, closure.env
        node = here.node
        match node:
            case Operation():
                return self.apply(here, env, tensor)
            case Tensor(slot):
                named = env[slot]
                assert isinstance(named, Named)
                return self.named(named)
            case FitTo():
                like = self.run(Closure(here.parts()[0], env), tensor, [])
                return self.fit(here, tensor, self.state(like))
            case Sequence():
                return self.row([Closure(part, env) for part in here.parts()], tensor, chain)
            case Repeat() | Series():
                return self.row(self.decisions.repeated(here, env), tensor, chain)
            case Merge():
                return self.merge(here, env, tensor)
            case Graph():
                return self.graph(closure, tensor, chain)
            case Choice() if here.at in self.decisions.left_open:
                return self.select(here, env, tensor)
            case Part(name):
                self.uses.append(Use(name, None, here.path))
                return self.inner(closure, tensor, chain)
            case Cell(name):
                member = self.decisions.member(here, env, self.state(tensor))
                self.uses.append(Use(name, member, here.path))
                return self.inner(closure, tensor, chain)
            case _:
                return self.inner(closure, tensor, chain)

    def inner(self, closure: Closure, tensor: int, chain: Chain) -> int:
        inner = self.decisions.inner(closure.here, closure.env, self.state(tensor))
        return self.run(inner, tensor, chain)

    def row(self, items: Many[Closure | Named], tensor: int, chain: Chain) -> int:
        for item in items:
            named = isinstance(item, Named)
            tensor = self.named(item) if named else self.run(item, tensor, chain)
        return tensor

    def named(self, named: Named) -> int:
        """The tensor that a name stands for, made now if it is taken for the first time."""
        if named in self.outside:
            return self.outside[named]
        if not named.done:
            assert named.made is not None
            named.tensor, named.done = self.run(named.made, named.tensor, []), True
        return named.tensor

    def graph(self, closure: Closure, tensor: int, chain: Chain) -> int:
        result = references.enter(self.decisions, closure, tensor, chain)
        output = self.run(result, tensor, [])
        for named in references.taken(self.decisions, result):
            named.taken = True  # by this graph, which is not another one's affair before it ends
        return output

    def select(self, here: Occurrence, env: Environment, tensor: int) -> int:
        parts = [Closure(part, env) for part in here.parts()]
        named = [n for p in parts for n in references.taken(self.decisions, p, shapes=True)]
        outside = {each: number for number, each in enumerate(dict.fromkeys(named), start=1)}
        inputs = (tensor, *(self.named(each) for each in outside))
        states = tuple(self.state(each) for each in inputs)
        chains = [Chain() for _ in parts]
        arms = tuple(
            _Planner(self.decisions, states, outside).program(part, chain)
            for part, chain in zip(parts, chains, strict=True)
        )
        if any(chains):
            raise OpenDecision(f"{here.path} cannot be left open: its arms are links of a chain")
        given = {arm.state(arm.output) for arm in arms}
        if len(given) > 1:
            listed = ", ".join(sorted(str(s) for s in given))
            raise OpenDecision(f"{here.path} cannot be left open: its arms give {listed}")
        return self.add(Select(here.at, arms, inputs, given.pop(), here.path))

    # operations and merges

    def apply(self, here: Occurrence, env: Environment, tensor: int) -> int:
        node = here.node
        assert isinstance(node, Operation)
        before = self.state(tensor)
        names = [name for name, _ in node.args]
        given = {
            name: self.decisions.value(part, env, before)
            for name, part in zip(names, here.parts(), strict=True)
        }
        try:
            op = node.added or OPERATIONS[node.name]
            args = resolve(op, given, before)
            after = op.shape(before, args)
        except Unfit as reason:
            raise Misfit(f"{node.name}: {reason}", here.path, here.placed.span) from None
        if node.name == "fit":
            return self.fit(here, tensor, after)
        if node.name == "identity":
            return tensor
        return self.step(here, node.name, (tensor,), after, tuple(args.items()), node.added)

    def step(
        self,
        here: Occurrence,
        op: str,
        inputs: tuple[int, ...],
        after: State,
        args: Arguments = (),
        added: Op | None = None,
        path: str | None = None,
    ) -> int:
        """Add an operation that an occurrence asks for, called after it if `path` is not given."""
        span = here.placed.span
        return self.add(Apply(op, args, inputs, after, path or here.path, added, span))

    def fit(self, here: Occurrence, tensor: int, after: State) -> int:
        try:
            steps = merging.fitting(self.state(tensor), after)
        except Unfit as reason:
            raise Misfit(f"fit: {reason}", here.path, here.placed.span) from None
        for step in steps:
            path = f"{here.path}.repeat" if step.op == "repeat" else here.path
            tensor = self.adapt(step, here, path, tensor)
        return tensor

    def adapt(
        self, adapter: merging.Adapter | None, here: Occurrence, path: str, tensor: int
    ) -> int:
        if adapter is None:
            return tensor
        inputs, args = (tensor,), adapter.args
        return self.step(here, adapter.op, inputs, adapter.state, args, path=path)

    def merge(self, here: Occurrence, env: Environment, tensor: int) -> int:
        node = here.node
        assert isinstance(node, Merge)
        how, forked = here.parts()
        way = str(self.decisions.value(how, env, self.state(tensor)))
        branches = self.decisions.branches(Closure(forked, env), self.state(tensor))
        outputs = [self.row(branch, tensor, []) for branch in branches]
        if not outputs:
            state = self.state(tensor)
            return self.step(here, "zero", (tensor,), state, (("stride", 1),))
        if len(outputs) == 1:
            return outputs[0]
        try:
            adapters = merging.adapters(way, node.fit, [self.state(t) for t in outputs])
        except Unfit as reason:
            raise Misfit(str(reason), here.path, here.placed.span) from None
        names = repetitions(f"{here.path}.input", len(outputs))
        places = zip(adapters, names, outputs, strict=True)
        fitted = [self.adapt(adapter, here, path, t) for adapter, path, t in places]
        after = merging.merged(way, [self.state(t) for t in fitted])
        return self.step(here, way, tuple(fitted), after)
