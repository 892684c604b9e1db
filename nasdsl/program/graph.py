"""The program: a graph of operations on tensors, in the order in which they run.

One form serves a single network and a whole space: a `Select` is a decision that is still open,
and an architecture is a program without one. Tensors are numbered: first the inputs, then the
output of each step. Every tensor's state is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from nasdsl.ops import ADAPTERS, OPERATIONS, Op, Scalar, State, Weight, Weights
from nasdsl.program.decision_expr import Decision
from nasdsl.source import Span

__all__ = [
    "Apply",
    "Loop",
    "Program",
    "Scalar",
    "Select",
    "State",
    "Step",
    "Weight",
    "Weights",
]


@dataclass(frozen=True, slots=True)
class Apply:
    """One operation: its resolved arguments, the tensors that it takes, the state that it gives.

    `path` names the occurrence (`c[1].chain[2].conv`): unique in its program, and what parameters
    and messages are called after. `added` is what a user says of an operation of their own. `span`
    is where the spec asks for it, which is no part of what it is; None in a program without a spec.
    """

    op: str
    args: tuple[tuple[str, Scalar], ...]
    inputs: tuple[int, ...]
    state: State
    path: str
    added: Op | None = None
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def known(self) -> Op | None:
        """What a user or the vocabulary says of it: nothing of merges."""
        return self.added or OPERATIONS.get(self.op) or ADAPTERS.get(self.op)

    def arg(self, name: str) -> Scalar:
        """The value of the argument `name`."""
        return dict(self.args)[name]

    def arguments(self) -> dict[str, Scalar]:
        """What a rule depends on by name: the arguments, and constants of the operation."""
        return {**(self.known.constants if self.known else {}), **dict(self.args)}

    def weights(self, states: tuple[State, ...]) -> Weights:
        """What is trained, for the states that enter."""
        op = self.known
        return op.weights(states[0], self.state, dict(self.args)) if op else {}

    def buffers(self, states: tuple[State, ...]) -> Weights:
        """What is carried from batch to batch without being trained, likewise."""
        op = self.known
        return op.buffers(states[0], self.state, dict(self.args)) if op else {}


@dataclass(frozen=True, slots=True)
class Select:
    """A decision left open, which says which arm maps the inputs.

    All arms take the tensors `inputs` and give one of the same `state`.
    """

    decision: Decision
    arms: tuple[Program, ...]
    inputs: tuple[int, ...]
    state: State
    path: str


@dataclass(frozen=True, slots=True)
class Loop:
    """One program many times, each time with decisions of its own.

    One after another: `body` maps its first input, first that of the loop and then what the time
    before gave; what the last time gives is the loop's. Side by side: the first `times` of `inputs`
    are the first inputs of one time each, and the loop gives as many tensors of this `state`, which
    operations called `item` take one by one. The inputs that remain are the same every time.
    """

    body: Program
    times: int
    side_by_side: bool
    inputs: tuple[int, ...]
    state: State
    path: str


ITEM = "item"
"""The operation that takes one tensor, by its `number`, of a loop side by side."""

ABSENT = "absent"
"""The operation that stands for a branch that is not there: zeros of the shape of its input."""

Step = Apply | Select | Loop


@dataclass(frozen=True, slots=True)
class DefinitionUse:
    """A use of a definition in a program; of a family, that of one member."""

    name: str
    member: int | None
    path: str

    def holds(self, path: str) -> bool:
        """Whether the step of a path stands in it."""
        return path == self.path or path.startswith((f"{self.path}.", f"{self.path}["))


@dataclass(frozen=True, slots=True)
class Program:
    """Steps over input tensors, which have the first numbers; the steps' outputs have the next.

    A network has one input; an arm of a `Select` has those that the `Select` takes. `uses` are
    those of definitions that it was made of, which are no part of what it computes.
    """

    inputs: tuple[State, ...]
    steps: tuple[Step, ...]
    output: int
    uses: tuple[DefinitionUse, ...] = field(default=(), compare=False, repr=False)

    def state(self, tensor: int) -> State:
        """The state of a tensor by its number."""
        index = tensor - len(self.inputs)
        return self.inputs[tensor] if index < 0 else self.steps[index].state

    def pruned(self) -> Program:
        """The program without steps of which nothing comes."""
        needed = {self.output}
        first = len(self.inputs)
        for number in range(first + len(self.steps) - 1, first - 1, -1):
            if number in needed:
                needed.update(self.steps[number - first].inputs)
        order = [*range(first), *(n for n in sorted(needed) if n >= first)]
        if len(order) == first + len(self.steps):
            return self
        numbers = {old: new for new, old in enumerate(order)}
        steps = tuple(
            replace(step, inputs=tuple(numbers[n] for n in step.inputs))
            for step in (self.steps[n - first] for n in order[first:])
        )
        return Program(self.inputs, steps, numbers[self.output], self.uses)

    def applies(self) -> Iterator[tuple[Apply, tuple[State, ...]]]:
        """Every operation, those in arms included, with the states that enter it."""
        for step in self.steps:
            match step:
                case Apply():
                    yield step, tuple(self.state(t) for t in step.inputs)
                case Select():
                    for arm in step.arms:
                        yield from arm.applies()
                case Loop():
                    yield from step.body.applies()
