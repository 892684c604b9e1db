"""The builder of programs: adds steps, and makes selects of open decisions.

To leave a decision open around a module, the module is planned once for each value; the resulting
fragments are the arms of a select, if all give one shape.
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
    """Raised for open decisions, by their loci, that change shapes: no select can hold them."""

    def __init__(self, loci: range) -> None:
        super().__init__()
        self.loci = loci


class Unequal(Exception):
    """Raised for an open decision whose arms give tensors of different shapes.

    Args:
        open: the decision.
        again: adds the module that contains the decision to a piece.
        around: the piece to which it was to be added.
    """

    def __init__(self, open: OpenDecision, again: Body, around: Piece) -> None:
        super().__init__()
        self.open, self.again, self.around = open, again, around


@dataclass(slots=True, eq=False)
class Piece:
    """Builds a program, or a fragment that will be part of one, step by step.

    Args:
        decisions: the decisions that are known.
        rolling: whether repetitions become loops, as they do where decisions are open.
        outside: the states of the tensors around it, by their numbers there; or the piece that
            contains this one.
        entering: the number, in the piece around, of the tensor that is `ENTERING` in this one.
        work: the budget of planning.
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
        """Append a step, and return the number of the tensor that it gives."""
        if len(self.steps) >= limits.STEPS:
            raise NasdslError(f"a network of more than {limits.STEPS} operations")
        self.work.spend()
        self.steps.append(step)
        return len(self.steps) - 1

    def mark(self) -> Mark:
        """A snapshot of how far the piece is built, for `rewind`."""
        return len(self.steps), self.decisions.consumption.mark()

    def rewind(self, mark: Mark) -> None:
        """Remove the steps and liveness notes added since a snapshot."""
        steps, noted = mark
        self.decisions.consumption.rewind(noted)
        del self.steps[steps:]
        for named in [named for named, tensor in self.made.items() if tensor >= steps]:
            del self.made[named]

    def gathered(self, output: int) -> Fragment:
        """The steps of this piece on which the tensor `output` depends, as a fragment."""
        return Fragment(tuple(self.steps), output).pruned()

    def piece(
        self, body: Body, known: Mapping[int, int] | None = None, entering: int | None = None
    ) -> Fragment:
        """A new fragment with what `body` adds; this piece stays as it is.

        Args:
            body: adds steps to a piece, and returns the number of its output.
            known: further decisions that are known in it, by locus.
            entering: the number, in this piece, of the tensor that is `ENTERING` in the new one.

        Raises:
            Static: a decision in it would have to be known outside.
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
        """The state of a fragment's output, where it stands in this piece on a tensor of it."""
        output = piece.output
        if output == ENTERING and entering is not None:
            return self.state(entering)
        return piece.steps[output].state if output >= 0 else self.state(inner(output))

    def split(self, open: OpenDecision, body: Body, path: str) -> int:
        """Add a select over an open decision: `body` is built once for each of its values.

        Raises:
            Unequal: it would not give one state.
            Static: it decides among too many, or is known already.
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
        """Add a select among fragments; arms whose shapes fail are left out.

        Named tensors that one arm consumes stay unconsumed for the others.

        Raises:
            InvalidNetwork: all fail.
            Exception: `unequal`, if they would not give one state.
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
