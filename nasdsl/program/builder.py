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
    """An open decision changes shapes, so that no select can contain it.

    `loci` are the indices of the decision's loci in the genome.
    """

    def __init__(self, loci: range) -> None:
        super().__init__()
        self.loci = loci


class Unequal(Exception):
    """The arms of an open decision have outputs of different states.

    Args:
        open: the decision.
        again: adds the module that contains the decision to a piece.
        around: the piece to which that module was to be added.
    """

    def __init__(self, open: OpenDecision, again: Body, around: Piece) -> None:
        super().__init__()
        self.open, self.again, self.around = open, again, around


@dataclass(slots=True, eq=False)
class Piece:
    """Builds a program, or a fragment that becomes a part of one, step by step.

    The output of step n has the number n; a tensor of the containing piece has a negative number,
    see `subgraph.outer`.

    Args:
        decisions: gives the value of each decision that is known, by its occurrence.
        rolling: whether repetitions become loops, as they do where decisions are open.
        outside: the piece that contains this one; for the outermost one, states of the inputs by
            number.
        entering: the number in `outside` of the tensor on which this piece works. In this piece it
            has the number `ENTERING`, so that equal modules are equal pieces wherever they stand.
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
        """The state of a tensor, by its number in this piece."""
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
        """A snapshot of what was added so far, to which `rewind` can return."""
        return len(self.steps), self.decisions.consumption.mark()

    def rewind(self, mark: Mark) -> None:
        """Remove all steps and consumption records that were added after a snapshot."""
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
        """A new fragment from what `body` adds; this piece itself is unchanged.

        Args:
            body: adds steps to a piece, and returns the number of the output.
            known: values of further decisions for the fragment, by locus.
            entering: the number in this piece of the tensor that the fragment calls `ENTERING`.

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
        """The state of a fragment's output, if the fragment is added to this piece.

        `entering` is the number in this piece of the tensor that the fragment calls `ENTERING`.
        """
        output = piece.output
        if output == ENTERING and entering is not None:
            return self.state(entering)
        return piece.steps[output].state if output >= 0 else self.state(inner(output))

    def split(self, open: OpenDecision, body: Body, path: str) -> int:
        """Add a select on an open decision, and return the number of its output.

        Args:
            open: the decision.
            body: adds the module around the decision; it is called for each value of the decision.
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

        Arms whose shapes fail are left out. What one arm consumes counts as unconsumed for the
        others.

        Args:
            decision: gives the number of the arm.
            arms: make the fragments.
            path: the path of the select.
            open: the decision in the form in which consumption is recorded.
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
