"""The program: operations on numbered tensors, in the order in which they run.

One form serves a single network and a whole space: a `Select` is a decision that is still open, and
an architecture is a program without one. The inputs have the first numbers, then follow the outputs
of the steps. Every tensor's state is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from nasdsl.ops import ADAPTERS, OPERATIONS, NamedWeights, Op, Scalar, State, Weight
from nasdsl.program.decision_expr import Decision
from nasdsl.source import Span

__all__ = [
    "Apply",
    "Loop",
    "NamedWeights",
    "Program",
    "Scalar",
    "Select",
    "State",
    "Step",
    "Weight",
]


@dataclass(frozen=True, slots=True)
class Apply:
    """An operation: its resolved arguments, its input tensors, the state of its output.

    `path` names the occurrence (`c[1].chain[2].conv`): unique in its program, used for parameters
    and messages. `added` is the description of an operation that a user added. `span` is its place
    in the spec, which two equal operations need not share; None in a program without a spec.
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
        """The description of its operation; None for a merge."""
        return self.added or OPERATIONS.get(self.op) or ADAPTERS.get(self.op)

    def arg(self, name: str) -> Scalar:
        """The value of the argument `name`."""
        return dict(self.args)[name]

    def at(self, path: str, inputs: tuple[int, ...]) -> Apply:
        """The same operation of another path, on other tensors."""
        return Apply(self.op, self.args, inputs, self.state, path, self.added, self.span)

    def arguments(self) -> dict[str, Scalar]:
        """All arguments by name that a rule may depend on, constants of the operation included."""
        return {**(self.known.constants if self.known else {}), **dict(self.args)}

    def weights(self, states: tuple[State, ...]) -> NamedWeights:
        """The trained arrays, for inputs of these states: shapes and initial distributions."""
        op = self.known
        return op.weights(states[0], self.state, dict(self.args)) if op else {}

    def buffers(self, states: tuple[State, ...]) -> NamedWeights:
        """The running statistics, for inputs of these states: shapes and initial values."""
        op = self.known
        return op.buffers(states[0], self.state, dict(self.args)) if op else {}


@dataclass(frozen=True, slots=True)
class Select:
    """An open decision: its value says which arm maps the inputs to the output.

    All arms take the tensors `inputs` and give one of the same `state`.
    """

    decision: Decision
    arms: tuple[Program, ...]
    inputs: tuple[int, ...]
    state: State
    path: str


@dataclass(frozen=True, slots=True)
class Loop:
    """One body run several times, each time with decisions of its own.

    In sequence: `body` maps its first input, which is that of the loop and then the output of the
    round before; the output of the last round is the loop's. Side by side: the first `times` of
    `inputs` are the first inputs of one round each, and the loop gives as many tensors of this
    `state`, which operations called `item` take one by one. The remaining inputs are the same in
    every round.
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
    """A use of a definition in a program, by its path; of a family, that of one member."""

    name: str
    member: int | None
    path: str

    def holds(self, path: str) -> bool:
        """Whether the step of this path is part of the use."""
        return path == self.path or path.startswith((f"{self.path}.", f"{self.path}["))


@dataclass(frozen=True, slots=True)
class Program:
    """Steps over input tensors, and the number of the output tensor.

    A network has one input; an arm of a `Select` has those that the `Select` takes. `uses` are the
    definitions that it was made from, which are no part of what it computes.
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
        """The program without steps on which its output does not depend."""
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
        """Every operation, those in arms and bodies included, with the states of its inputs."""
        for step in self.steps:
            match step:
                case Apply():
                    yield step, tuple(self.state(t) for t in step.inputs)
                case Select():
                    for arm in step.arms:
                        yield from arm.applies()
                case Loop():
                    yield from step.body.applies()
