"""The program: operations on numbered tensors, in the order in which they run.

One form serves a single network and a whole space: a `Select` is a decision that is still open, and
an architecture is a program without one. The inputs have the first numbers, followed by the outputs
of the steps. The state of every tensor is known.
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
    """A step that applies an operation or a merge.

    Args:
        op: the name of the operation or merge.
        args: the values of all arguments.
        inputs: the numbers of the input tensors.
        state: the state of the output.
        path: the name of the step, unique in its program, used for parameters and messages.
        added: the description of an operation that a user added, else None.
        span: the place in the spec, if there is one; equal operations may differ in it.
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
        """The description of the operation; None for a merge."""
        return self.added or OPERATIONS.get(self.op) or ADAPTERS.get(self.op)

    def arg(self, name: str) -> Scalar:
        """The value of the argument `name`."""
        return dict(self.args)[name]

    def at(self, path: str, inputs: tuple[int, ...]) -> Apply:
        """A copy of the operation for another place.

        Args:
            path: the path there.
            inputs: the numbers of the input tensors there.
        """
        return Apply(self.op, self.args, inputs, self.state, path, self.added, self.span)

    def arguments(self) -> dict[str, Scalar]:
        """All values by name that a rule may use: arguments, and constants of the operation."""
        return {**(self.known.constants if self.known else {}), **dict(self.args)}

    def weights(self, states: tuple[State, ...]) -> NamedWeights:
        """The trained arrays by name, as shapes and initial distributions.

        Args:
            states: the states of the step's inputs.
        """
        op = self.known
        return op.weights(states[0], self.state, dict(self.args)) if op else {}

    def buffers(self, states: tuple[State, ...]) -> NamedWeights:
        """The running statistics, updated but not trained, by name: shapes and initial values.

        Args:
            states: the states of the step's inputs.
        """
        op = self.known
        return op.buffers(states[0], self.state, dict(self.args)) if op else {}


@dataclass(frozen=True, slots=True)
class Select:
    """A step with an open decision: one of its arms computes the output.

    Args:
        decision: its value is the number of that arm, from 0.
        arms: the programs, which all have these inputs and an output of this state.
        inputs: the numbers of the tensors that every arm takes.
        state: the state of the output.
        path: the name of the step, unique in its program.
    """

    decision: Decision
    arms: tuple[Program, ...]
    inputs: tuple[int, ...]
    state: State
    path: str


@dataclass(frozen=True, slots=True)
class Loop:
    """A step that runs one body several times, in rounds, each with decisions of its own.

    Args:
        body: the program of one round. Its first input is the tensor that enters the round; the
            further inputs are equal in every round.
        times: how many rounds there are.
        side_by_side: if not, rounds are in sequence: what enters the first is the first of
            `inputs`, what enters a later one is the output of the round before, and the loop gives
            the last output. If so, the first `times` of `inputs` enter one round each, and the loop
            gives all outputs, of which steps `item` take one each.
        inputs: the numbers of the tensors that enter, then those of the further inputs.
        state: the state of the output of each round.
        path: the name of the step, unique in its program.
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
    """A use of a definition in a program.

    Args:
        name: the name of the definition.
        member: for a family, the number of the member.
        path: the path of the use; paths of the steps in it begin with that path.
    """

    name: str
    member: int | None
    path: str

    def holds(self, path: str) -> bool:
        """Whether the step with this path belongs to the use."""
        return path == self.path or path.startswith((f"{self.path}.", f"{self.path}["))


@dataclass(frozen=True, slots=True)
class Program:
    """Steps over numbered tensors: first the inputs are numbered, then the outputs of the steps.

    Args:
        inputs: the states of the inputs; a network has one, an arm of a select those of the select.
        steps: in the order in which they run.
        output: the number of the tensor that is the program's output.
        uses: the definitions in use, which do not affect what the program computes.
    """

    inputs: tuple[State, ...]
    steps: tuple[Step, ...]
    output: int
    uses: tuple[DefinitionUse, ...] = field(default=(), compare=False, repr=False)

    def state(self, tensor: int) -> State:
        """The state of a tensor, by its number."""
        index = tensor - len(self.inputs)
        return self.inputs[tensor] if index < 0 else self.steps[index].state

    def pruned(self) -> Program:
        """The same program without steps on which its output does not depend."""
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
        """All operations, also those in arms and loops, each with the states of its inputs."""
        for step in self.steps:
            match step:
                case Apply():
                    yield step, tuple(self.state(t) for t in step.inputs)
                case Select():
                    for arm in step.arms:
                        yield from arm.applies()
                case Loop():
                    yield from step.body.applies()
