"""The builder of programs: adds steps, and makes selects of open decisions.

To leave a decision open around a module, the module is planned once for each value; the resulting
fragments are the arms of a select, provided that all have outputs of one state.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, TypeAlias

from nasdsl import limits
from nasdsl.errors import NasdslError
from nasdsl.program.bindings import NamedTensor, OpenDecision
from nasdsl.program.decision_expr import Decision, Read, looked_up
from nasdsl.program.decisions import Decisions
from nasdsl.program.graph import State, Step
from nasdsl.program.liveness import Consumed
from nasdsl.program.lower_select import select
from nasdsl.program.shapes import InvalidNetwork
from nasdsl.program.subgraph import ENTERING, Forms, Fragment, inner
from nasdsl.program.work import Work

Body: TypeAlias = Callable[[Any], int]
"""Adds something to a piece, and gives the number of its output."""

Mark: TypeAlias = tuple[int, int]


class Static(Exception):
    """Raised where an open decision changes shapes, so that no select can decide it.

    `loci` are the indices of the decision's loci in the genome.
    """

    def __init__(self, loci: range) -> None:
        super().__init__()
        self.loci = loci


class Unequal(Exception):
    """Raised where the arms of an open decision have outputs of different states.

    Args:
        open: the decision.
        again: a function that adds the module with this decision to a piece, and returns the number
            of its output; so the module can be added once more, together with what follows it.
        around: the piece to which the module was to be added.
    """

    def __init__(self, open: OpenDecision, again: Body, around: Piece) -> None:
        super().__init__()
        self.open, self.again, self.around = open, again, around


@dataclass(slots=True, eq=False)
class Piece:
    """Builds a program, or a fragment that becomes a part of one, step by step.

    The output of step n has the number n. A tensor of the piece around this one has a negative
    number here (`subgraph.outer` computes it).

    Args:
        decisions: gives the value of each decision that is known, by its occurrence.
        rolling: whether repetitions become loops, as they do where decisions are open.
        outside: the piece that contains this one; for the outermost one, states of the inputs by
            number.
        entering: the number in `outside` of the tensor that enters, if the piece is to be the same
            for any such tensor: here its number is always -1 (`ENTERING`). None if there is none.
        work: a budget, of operations that may be added to all pieces together.
    """

    decisions: Decisions
    rolling: bool
    outside: Mapping[int, State] | Piece
    entering: int | None = None
    steps: list[Step] = field(default_factory=list[Step])
    made: dict[NamedTensor, int] = field(default_factory=dict[NamedTensor, int])
    owners: dict[NamedTensor, Piece] = field(default_factory=dict[NamedTensor, "Piece"])
    forms: Forms = field(default_factory=Forms)
    work: Work = field(default_factory=Work)

    def state(self, tensor: int) -> State:
        """The state of a tensor.

        Args:
            tensor: its number in this piece, negative if it comes from a piece around this one.
        """
        if tensor >= 0:
            return self.steps[tensor].state
        around = self.entering if tensor == ENTERING else inner(tensor)
        assert around is not None
        return (
            self.outside.state(around) if isinstance(self.outside, Piece) else self.outside[around]
        )

    def add(self, step: Step) -> int:
        """Append a step, and return the number of its output.

        Raises:
            NasdslError: the piece would have more than `limits.STEPS` steps.
            WorkSpent: the budget does not suffice.
        """
        if len(self.steps) >= limits.STEPS:
            raise NasdslError(
                f"a network has {limits.STEPS:,} operations at most, and this one has more",
                "repeat its parts less often, or make them smaller",
            )
        self.work.spend()
        self.steps.append(step)
        return len(self.steps) - 1

    def mark(self) -> Mark:
        """How many steps and records of consumed tensors there are, for `rewind` to return to."""
        return len(self.steps), self.decisions.consumption.mark()

    def rewind(self, mark: Mark) -> None:
        """Remove the steps and records of consumed tensors that were added after `mark()`.

        Args:
            mark: what `mark()` returned.
        """
        steps, noted = mark
        self.decisions.consumption.rewind(noted)
        del self.steps[steps:]
        for named in [named for named, tensor in self.made.items() if tensor >= steps]:
            del self.made[named]

    def gathered(self, output: int) -> Fragment:
        """The steps on which the tensor `output` of this piece depends, as a fragment."""
        return Fragment(tuple(self.steps), output).pruned()

    def piece(
        self, body: Body, known: Mapping[int, int] | None = None, entering: int | None = None
    ) -> Fragment:
        """A fragment of its own, made of the steps that `body` adds; none are added to this piece.

        Args:
            body: a function that adds steps to the piece that it is given, and returns the number
                of their output.
            known: values of loci that are known in the fragment, besides those known in this piece.
            entering: the number in this piece of the tensor that enters the fragment, and that has
                the number -1 in it; None if no tensor has that number.

        Raises:
            Static: the fragment contains an open decision that changes shapes.
        """
        decisions = self.decisions
        if known:
            decisions = replace(decisions, known={**decisions.known, **known})
        inside = type(self)(
            decisions,
            self.rolling,
            self,
            entering,
            owners=self.owners,
            forms=self.forms,
            work=self.work,
        )
        try:
            return inside.gathered(body(inside))
        except Unequal as unequal:
            raise Static(unequal.open.loci) from None

    def output_state(self, piece: Fragment, entering: int | None = None) -> State:
        """The state that the output of a fragment has where the fragment is added to this piece.

        Args:
            piece: the fragment.
            entering: the number in this piece of the tensor that enters the fragment, and that has
                the number -1 in it; None if no tensor has that number.
        """
        output = piece.output
        if output == ENTERING and entering is not None:
            return self.state(entering)
        return piece.steps[output].state if output >= 0 else self.state(inner(output))

    def split(self, open: OpenDecision, body: Body, path: str) -> int:
        """Add a select on an open decision, and return the number of its output.

        Args:
            open: the decision.
            body: a function that adds the module with this decision to a piece, and returns the
                number of its output; it is called once for each value of the decision.
            path: the path of the select.

        Raises:
            Unequal: the outputs for different values have different states.
            Static: the decision has more values than `limits.OPEN_ARMS`, or is known already.
        """
        first = open.loci[0]
        if len(open.loci) > 1 or open.radix > limits.OPEN_ARMS or first in self.decisions.known:
            raise Static(open.loci)
        arms = [partial(self.piece, body, {first: value}) for value in range(open.radix)]
        return self.choose(Read(first), arms, path, open, Unequal(open, body, self))

    def choose(
        self,
        decision: Decision,
        arms: Sequence[Callable[[], Fragment]],
        path: str,
        open: OpenDecision,
        unequal: Exception,
    ) -> int:
        """Add a select among fragments, and return the number of its output.

        Arms whose shapes fail are left out. A tensor that only some arms consume is recorded as one
        whose consumption depends on the decision.

        Args:
            decision: gives the number of the arm.
            arms: functions without arguments, each of which makes the fragment of one arm.
            path: the path of the select.
            open: the same decision, as the records of consumption name it.
            unequal: the exception to raise where the outputs have different states.

        Raises:
            InvalidNetwork: the shapes of all arms fail.
            Exception: `unequal`, where the outputs have different states.
        """
        consumed = self.decisions.consumption
        mark = consumed.mark()
        made: list[Fragment | InvalidNetwork] = []
        logs: list[Consumed] = []
        for arm in arms:
            made.append(_fitting(arm))
            noted = consumed.rewind(mark)
            if isinstance(made[-1], Fragment):
                logs.append(noted)
        fit = [arm for arm in made if isinstance(arm, Fragment)]
        if not fit:
            assert isinstance(made[0], InvalidNetwork)
            raise made[0]
        if len({self.output_state(arm) for arm in fit}) > 1:
            raise unequal
        consumed.join(logs, open)
        places = [fit.index(arm) if isinstance(arm, Fragment) else 0 for arm in made]
        return select(self, looked_up(decision, places), fit, path)


def _fitting(piece: Callable[[], Fragment]) -> Fragment | InvalidNetwork:
    try:
        return piece()
    except InvalidNetwork as misfit:
        return misfit
