"""What a genome decides, read off the space: the structure of one network before any tensor.

What a `Let` binds is evaluated where it stands if it is a value; a module or branches are kept
with their surroundings and written out at each place that refers to them. A tensor that a graph
names is kept likewise and made when it is first taken, so that what nothing takes is never made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from nasdsl.analysis import subsets
from nasdsl.analysis.radices import radices
from nasdsl.elaborate.graphs import is_link
from nasdsl.genome.layout import GenomeLayout, Occurrence
from nasdsl.program.bindings import (  # fmt: skip
    Bound,
    Branch,
    Chain,
    DecidedClosure,
    Deferred,
    Environment,
    Item,
    NamedTensor,
    OpenDecision,
    Optional,
    Slot,
)
from nasdsl.program.decision_expr import IsPicked, PickedAt
from nasdsl.program.graph import State
from nasdsl.program.liveness import ConsumptionLog
from nasdsl.program.shapes import InvalidNetwork
from nasdsl.space.ir import (
    Arithmetic,
    Calculation,
    Cell,
    Choice,
    Const,
    Constant,
    Each,
    Fork,
    Given,
    Graph,
    Kind,
    Let,
    Part,
    Pick,
    Ref,
    Repeat,
    Series,
    Size,
    Unused,
    cases_for,
    kind,
)  # fmt: skip
from nasdsl.space.paths import repetitions
from nasdsl.space.values import calculate


@dataclass(frozen=True, slots=True)
class Decisions:
    """The decisions of a genome, or of many: only those in `known`, by their loci, are then taken.

    Where a method takes the state of the tensor that enters, None stands for one that is not known
    yet: structure does not depend on it. A decision that is asked for and not known is raised as
    an `OpenDecision`.
    """

    roots: GenomeLayout
    known: Mapping[int, int]
    consumption: ConsumptionLog = field(default_factory=ConsumptionLog)

    def start(self) -> DecidedClosure:
        """The network, with the values of the genes."""
        env: dict[str, Bound] = {}
        for slot, gene in self.roots.genes.items():
            env[slot] = self._value_of(gene, env, None)
        return DecidedClosure(self.roots.network, env)

    def inner(self, here: Occurrence, env: Environment, state: State | None) -> DecidedClosure:
        """What is left of a node of any kind, as a closure, once its decision is known."""
        node = here.node
        match node:
            case Choice():
                return DecidedClosure(here.child(self.decision(here)), env)
            case Let(slot, _, _, default):
                bound, body = here.children()
                if default and slot in env:
                    return DecidedClosure(body, env)
                return DecidedClosure(body, {**env, slot: self._bind(bound, env, state)})
            case Given():
                subject, *bodies = here.children()
                key = self._followed(subject, env, state)
                return DecidedClosure(bodies[cases_for(node, key)[0]], env)
            case Part():
                return DecidedClosure(here.children()[0], env)
            case Cell(name):
                body = self.roots.cells[name, self.member(here, env, state)]
                return DecidedClosure(body._replace(path=here.path), self._of_cell(name, env))
            case Ref(slot):
                bound = env[slot]
                assert isinstance(bound, DecidedClosure)
                return bound.at(here.path)
            case _:
                raise AssertionError(f"{type(node).__name__} decides nothing")

    def member(self, here: Occurrence, env: Environment, state: State | None) -> int:
        """The member that a use of a cell takes."""
        member = self.value(here.children()[0], env, state)
        assert isinstance(member, int)
        return member

    def decision(self, here: Occurrence, number: int = 0) -> int:
        """The value of one of a node's own loci."""
        at = here.at + number
        if at not in self.known:
            raise OpenDecision(range(at, at + 1), radices(here.node)[number])
        return self.known[at]

    def _of_cell(self, name: str, env: Environment) -> Environment:
        """The environment of a cell's body: its own parameters, and genes."""
        return {
            slot: bound
            for slot, bound in env.items()
            if slot.startswith(f"{name}.") or slot in self.roots.genes
        }

    def _bind(self, bound: Occurrence, env: Environment, state: State | None) -> Bound:
        if kind(bound.node) is not Kind.VALUE:
            return DecidedClosure(bound, env)
        try:
            return self._value_of(bound, env, state)
        except InvalidNetwork:
            if state is not None:
                raise
            return 1  # only a tensor tells, and structure does not depend on it

    def _value_of(self, bound: Occurrence, env: Environment, state: State | None) -> Bound:
        try:
            return self.value(bound, env, state)
        except OpenDecision:
            return Deferred(bound, env, state)

    def repeated(self, here: Occurrence, env: Environment) -> list[DecidedClosure]:
        """The occurrences of a repeated body, as many as the genotype repeats it."""
        node = here.node
        assert isinstance(node, Repeat | Series)
        head, *bodies = here.children()
        times = self.value(head, env, None)
        assert isinstance(times, int)
        same = isinstance(node, Repeat) and node.same
        return [DecidedClosure(body, env) for body in _places(bodies, times, same)]

    # branches

    def branches(self, closure: DecidedClosure, state: State | None) -> list[Branch]:
        """The branches of a node, each a row of modules and tensors."""
        here, env = closure.occurrence, closure.env
        node = here.node
        if kind(node) is not Kind.BRANCHES:
            return [(closure,)]
        match node:
            case Fork():
                items = [DecidedClosure(part, env) for part in here.children()]
                return [branch for item in items for branch in self.branches(item, state)]
            case Repeat():
                again = self.repeated(here, env)
                return [branch for item in again for branch in self.branches(item, state)]
            case Each():
                return self._after_each(here, env, state)
            case Pick():
                return self._picked(here, env, state)
            case Unused():
                every = self.branches(DecidedClosure(here.children()[0], env), state)
                return [b for b in every if not self._is_taken(self._tensor(b[0], state))]
            case Ref(slot) if isinstance(named := env[slot], tuple):
                return [(each,) for each in named]
            case _:
                return self.branches(self.inner(here, env, state), state)

    def _after_each(self, here: Occurrence, env: Environment, state: State | None) -> list[Branch]:
        node = here.node
        assert isinstance(node, Each)
        head, *bodies = here.children()
        before = self.branches(DecidedClosure(head, env), state)
        if not bodies:  # nothing is decided there, and how often it stands was never settled
            bodies = [Occurrence(here.placed.children[1], here.at, f"{here.path}.after[1]")]
        once = node.same or len(bodies) < len(before)
        after = [DecidedClosure(a, env) for a in _places(bodies, len(before), once)]
        return [self._followed_by(b, a, once) for b, a in zip(before, after, strict=True)]

    def _followed_by(self, branch: Branch, after: DecidedClosure, once: bool) -> Branch:
        """A branch with a module behind it, which decides anew for each branch unless `once`."""
        first = branch[0] if branch else None
        if not isinstance(first, Optional):
            return (*branch, after)
        if not once:
            raise first.open
        return (replace(first, branch=(*first.branch, after)),)

    def _picked(self, here: Occurrence, env: Environment, state: State | None) -> list[Branch]:
        node = here.node
        assert isinstance(node, Pick)
        *head, branches = here.children()
        number = self.value(head[0], env, None) if head else node.width
        assert isinstance(number, int)
        loci = range(here.at, here.at + len(radices(node)))
        found = self.branches(DecidedClosure(branches, env), state)
        if any(at not in self.known for at in loci):
            return _left_open(node, number, loci, found, here.path)
        own = [self.known[at] for at in loci]
        return [found[item] for item in subsets.subset(node, number, own)]

    def _is_taken(self, named: NamedTensor) -> bool:
        taken = self.consumption.consumed(named)
        if isinstance(taken, OpenDecision):
            raise taken
        return taken

    def _tensor(self, item: Item, state: State | None) -> NamedTensor:
        """The tensor that a name stands for."""
        if isinstance(item, Slot | Optional):
            raise item.open
        while isinstance(item, DecidedClosure):
            named = item.env.get(getattr(item.occurrence.node, "slot", ""))
            if isinstance(named, NamedTensor):
                return named
            item = self.inner(item.occurrence, item.env, state)
        return item

    # graphs

    def enter(self, closure: DecidedClosure, tensor: int, chain: Chain) -> DecidedClosure:
        """The result of a graph, with what its names mean, where the tensor enters."""
        node = closure.occurrence.node
        assert isinstance(node, Graph)
        env: dict[str, Bound] = dict(closure.env)
        entering = NamedTensor(None, tensor)
        if is_link(node):
            chain.append(entering)
        links = chain if is_link(node) else [entering]
        last = max(0, len(links) - len(node.inputs))
        if node.every is not None:
            env[node.every] = tuple(links[:last])
        missing = len(node.inputs) - (len(links) - last)
        env |= zip(node.inputs, [links[0]] * missing + links[last:], strict=True)
        *parts, result = closure.occurrence.children()
        for (slot, _), part in zip(node.bindings, parts, strict=True):
            env = {**env, slot: NamedTensor(DecidedClosure(part, env), tensor)}
        return DecidedClosure(result, env)

    # values

    def value(self, here: Occurrence, env: Environment, state: State | None) -> Constant:
        """The value of a value node, for the state that enters; without one, sizes count as 1."""
        node = here.node
        match node:
            case Const(constant):
                return constant
            case Size(name):
                return 1 if state is None else int(getattr(state, name))
            case Ref(slot):
                bound = env[slot]
                if isinstance(bound, Deferred):
                    return self.value(bound.occurrence, bound.env, bound.state)
                assert not isinstance(bound, DecidedClosure | NamedTensor | tuple)
                return bound
            case Arithmetic(operator):
                left, right = (self.value(part, env, state) for part in here.children())
                return _compute(here, operator, left, right)
            case _:
                found = self.inner(here, env, state)
                return self.value(found.occurrence, found.env, state)

    def _followed(
        self, subject: Occurrence, env: Environment, state: State | None
    ) -> Constant | None:
        """What a `given` follows: a value, or the label of the arm that a module took."""
        if kind(subject.node) is Kind.VALUE:
            return self.value(subject, env, state)
        found = DecidedClosure(subject, env)
        while not isinstance(found.occurrence.node, Choice):
            found = self.inner(found.occurrence, found.env, state)
        return found.occurrence.node.arms[self.decision(found.occurrence)].label


def _compute(here: Occurrence, operator: Calculation, left: Constant, right: Constant) -> Constant:
    if isinstance(left, str) or isinstance(right, str):  # where it could also have been a size
        symbol = left if isinstance(left, str) else right
        raise InvalidNetwork(f"'{symbol}' is not a number", here.path, here.placed.span)
    if operator in ("/", "round") and right == 0:
        raise InvalidNetwork("a division by zero", here.path, here.placed.span)
    return calculate(operator, left, right)


def _left_open(
    node: Pick, number: int, loci: range, found: list[Branch], path: str
) -> list[Branch]:
    """Open branches, in place of those that a pick takes, where its decision is left open."""
    open = OpenDecision(loci, max(radices(node)))
    if node.number is None:
        named = enumerate(zip(found, repetitions(path, len(found)), strict=True))
        return [(Optional(IsPicked(node, loci[0], n), b, name, open),) for n, (b, name) in named]
    spare = len(found) - number
    return [
        (Slot(PickedAt(node, number, loci[0], n), tuple(found[n : n + spare + 1]), name, open),)
        for n, name in enumerate(repetitions(path, number))
    ]


def _places(bodies: Sequence[Occurrence], times: int, same: bool) -> list[Occurrence]:
    """The occurrences of what is done `times` times; one and the same is written out anew."""
    if not same:
        return list(bodies[:times])
    stem = bodies[0].path.removesuffix("[1]")
    return [bodies[0]._replace(path=path) for path in repetitions(stem, times)]
