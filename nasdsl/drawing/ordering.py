"""A topological order of a program's steps in which the steps of each part follow each other.

Parts are told apart by their whole paths. A part that takes a tensor computed from its own output
elsewhere cannot be contiguous: it is left in pieces.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from graphlib import TopologicalSorter
from typing import get_args

from nasdsl.ops import MERGES
from nasdsl.program.graph import Program, Step
from nasdsl.program.printer import step_place
from nasdsl.space.ir import Node

UNNAMED = {
    "network", "arm", "after", "input",
    *MERGES, *(node.__name__.lower() for node in get_args(Node)),
}  # fmt: skip


def step_parts(step: Step) -> list[str]:
    """The names of the parts of the spec in which a step lies, the outermost first.

    Each is a path from the part around it. Names that the spec does not give, as `sequence[1]`, do
    not end a path: `sequence[1].pair` and `sequence[2].pair` are two parts.
    """
    named_parts: list[str] = []
    way: list[str] = []
    for part in step_place(step):
        way.append(part)
        if part.partition("[")[0] not in UNNAMED:
            named_parts.append(".".join(way))
            way = []
    return named_parts


def contiguous(program: Program) -> Program:
    """The same network with its steps reordered, so that steps of one part follow each other."""
    first = len(program.inputs)
    places = [step_parts(step) for step in program.steps]
    order = _ordered(program, places, range(len(places)), 0)
    moved = {first + old: first + new for new, old in enumerate(order)}
    steps = [program.steps[old] for old in order]
    return replace(
        program,
        steps=tuple(
            replace(step, inputs=tuple(moved.get(source, source) for source in step.inputs))
            for step in steps
        ),
        output=moved.get(program.output, program.output),
    )


@dataclass(slots=True, eq=False)
class _Part:
    """Steps that stand together, and the parts that take what they give."""

    steps: list[int] = field(default_factory=list[int])
    takers: set[_Part] = field(default_factory=set["_Part"])

    def leads_to(self, other: _Part) -> bool:
        """Whether `other` takes, in any number of steps, what is made here."""
        pending: list[_Part] = [self]
        seen: set[_Part] = {self}
        while pending:
            for taker in pending.pop().takers - seen:
                if taker is other:
                    return True
                seen.add(taker)
                pending.append(taker)
        return False


def _ordered(
    program: Program, places: Sequence[Sequence[str]], steps: Sequence[int], depth: int
) -> list[int]:
    """Steps that are alike in the first `depth` parts of their places, in a new order."""
    parts = _contracted_parts(program, places, steps, depth)
    order: list[int] = []
    for part in _topological(parts):
        alone = len(part.steps) == 1
        order += part.steps if alone else _ordered(program, places, part.steps, depth + 1)
    return order


def _contracted_parts(
    program: Program, places: Sequence[Sequence[str]], steps: Sequence[int], depth: int
) -> list[_Part]:
    """Steps in parts by the next name on their ways; a step that has none is a part of its own."""
    first = len(program.inputs)
    parts: list[_Part] = []
    named: dict[str, _Part] = {}
    of: dict[int, _Part] = {}
    for step in steps:
        sources = [
            of[tensor - first] for tensor in program.steps[step].inputs if tensor - first in of
        ]
        name = places[step][depth] if len(places[step]) > depth else None
        part = named.get(name) if name is not None else None
        if part is None or any(part.leads_to(source) for source in sources if source is not part):
            part = _Part()
            parts.append(part)
            if name is not None:
                named[name] = part
        part.steps.append(step)
        of[step] = part
        for source in sources:
            if source is not part:
                source.takers.add(part)
    return parts


def _topological(parts: Sequence[_Part]) -> Iterator[_Part]:
    """Parts after those from which they take, otherwise in the order of their first steps."""
    sources: defaultdict[_Part, set[_Part]] = defaultdict(set)
    for part in parts:
        for taker in part.takers:
            sources[taker].add(part)
    sorter = TopologicalSorter({part: sources[part] for part in parts})
    sorter.prepare()
    ready: list[_Part] = []
    while sorter.is_active():
        ready = sorted([*ready, *sorter.get_ready()], key=lambda part: part.steps[0])
        part = ready.pop(0)
        yield part
        sorter.done(part)
