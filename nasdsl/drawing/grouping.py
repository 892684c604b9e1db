"""The steps of a program in nested groups, one group for each part of the spec they come from.

The steps of a group follow each other, so wires between groups run forwards as those between steps
do: `contiguous` of `ordering.py` puts a program into such an order. Names that the spec does not
give (`sequence`, `arm`, `merge`) make no groups, but tell parts of different branches apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, takewhile

from nasdsl.drawing.ordering import step_parts
from nasdsl.program.graph import Program, State, Step


@dataclass(frozen=True, slots=True)
class StepLeaf:
    """A step of a program, as an item that is drawn.

    Args:
        tensor: the number of the step's output among the program's tensors.
        step: the step.
        states: the states of the step's inputs, in order.
    """

    tensor: int
    step: Step
    states: tuple[State, ...]

    @property
    def label(self) -> str:
        """Always empty: a single step is drawn without the name of a group."""
        return ""

    @property
    def leaves(self) -> tuple[StepLeaf, ...]:
        """A tuple of this step alone, as a group has one of all its steps."""
        return (self,)


@dataclass(frozen=True, slots=True)
class StepGroup:
    """The steps that come from one part of the spec, drawn together in a frame.

    Args:
        label: the text on the frame: the part's path, from the group around it.
        items: the steps and smaller groups inside, in the order in which they run.
        leaves: all steps inside, also those of smaller groups.
        times: how many equal copies in a row the group stands for.
    """

    label: str
    items: tuple[Item, ...]
    leaves: tuple[StepLeaf, ...]
    times: int = 1


Item = StepLeaf | StepGroup


def grouped(program: Program) -> tuple[Item, ...]:
    """The steps of a program, in nested groups and in the program's order."""
    places = [
        (StepLeaf(tensor, step, tuple(map(program.state, step.inputs))), step_parts(step))
        for tensor, step in enumerate(program.steps, start=len(program.inputs))
    ]
    return tuple(_place_groups(places, 0))


Placed = tuple[StepLeaf, Sequence[str]]


def _place_groups(places: Sequence[Placed], depth: int) -> Iterator[Item]:
    """Items of what is alike in the first `depth` parts of its places."""
    for part, members in groupby(places, key=lambda placed: placed[1][depth : depth + 1]):
        group = list(members)
        if not part:
            yield from (leaf for leaf, _ in group)
        elif len(group) == 1:
            yield group[0][0]
        else:
            end = _common_depth([place for _, place in group])
            items = tuple(_place_groups(group, end))
            label = ".".join(part.rpartition(".")[2] for part in group[0][1][depth:end])
            yield StepGroup(label, items, tuple(leaf for leaf, _ in group))


def _common_depth(places: Sequence[Sequence[str]]) -> int:
    """How many of their first parts are the same."""
    return sum(1 for _ in takewhile(lambda parts: len({*parts}) == 1, zip(*places, strict=False)))
