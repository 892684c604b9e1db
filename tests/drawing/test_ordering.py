"""The steps of each part of a spec follow each other, and the network is the same."""

from __future__ import annotations

import random
from itertools import groupby

import pytest

from drawing.programs import Writer
from nasdsl import limits
from nasdsl.api import load
from nasdsl.drawing.grouping import Item, StepGroup, StepLeaf, grouped
from nasdsl.drawing.ordering import contiguous, step_parts
from nasdsl.language import library
from nasdsl.language.parser import parse
from nasdsl.program.canonical import network_hash
from nasdsl.program.graph import Program, State
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source


def pieces(program: Program) -> int:
    """How many more runs of steps there are than parts to which they belong."""
    places = [step_parts(step) for step in program.steps]
    more = 0
    for depth in range(1, max(map(len, places), default=0) + 1):
        ways = [tuple(place[:depth]) if len(place) >= depth else () for place in places]
        runs = [way for way, _ in groupby(ways) if way]
        more += len(runs) - len({*runs})
    return more


def frames(items: tuple[Item, ...]) -> str:
    return " ".join(
        item.step.op if isinstance(item, StepLeaf) else f"{item.label}[{frames(item.items)}]"
        for item in items
    )


@pytest.mark.parametrize("name", library.spec_names())
def test_networks_of_the_library(name: str) -> None:
    space = load(name)
    with limits.deep_recursion():
        program = space.decode(space.sample(random.Random(1))).program
        moved = contiguous(program)
        assert network_hash(moved) == network_hash(program)
    assert sorted(step.path for step in moved.steps) == sorted(step.path for step in program.steps)
    assert pieces(moved) == 0
    for tensor, step in enumerate(moved.steps, start=len(moved.inputs)):
        assert all(taken < tensor for taken in step.inputs)


def test_parts_of_two_branches_are_two() -> None:
    text = """
    space s
    input 8 x 8 x 4
    classes 10
    block edge = relu -> conv(3)
    network = add([identity, tanh] -> (edge -> edge)) -> add([edge -> edge, edge -> tanh])
    """
    space = SearchSpace(parse(Source("s.nas", text)))
    program = space.decode(space.unrank(0)).program
    both = "edge[1][relu conv] edge[2][relu conv]"
    assert frames(grouped(contiguous(program))) == (
        f"{both} tanh {both} add {both} edge[relu conv] tanh add"
    )


def test_a_branch_inside_a_node_is_in_its_frame() -> None:
    net = Writer(State(8, 8, 4))
    left = net.add("relu", "n.a", 0)
    other = net.add("tanh", "m.b", 0)
    right = net.add("elu", "n.c", 0)
    net.add("add", "n", left, right)
    net.add("add", "m", other, len(net.steps))
    assert frames(grouped(contiguous(net.program()))) == "n[relu elu add] m[tanh add]"


def test_a_part_that_takes_what_was_made_of_itself_is_left_in_pieces() -> None:
    net = Writer(State(8, 8, 4))
    a = net.add("relu", "n.a", 0)
    a = net.add("relu", "n.b", a)
    b = net.add("tanh", "", a)
    c = net.add("relu", "n.c", b)
    net.add("relu", "n.d", c)
    program = net.program()
    assert contiguous(program) == program
    assert frames(grouped(program)) == "n[relu relu] tanh n[relu relu]"


def test_two_parts_that_take_of_each_other() -> None:
    net = Writer(State(8, 8, 4))
    a = net.add("relu", "n.a", 0)
    b = net.add("tanh", "m.b", 0)
    c = net.add("relu", "n.c", b)
    d = net.add("tanh", "m.d", a)
    net.add("add", "", c, d)
    moved = contiguous(net.program())
    assert network_hash(moved) == network_hash(net.program())
    groups = [item for item in grouped(moved) if isinstance(item, StepGroup)]
    assert [group.label for group in groups] == ["n"] or [g.label for g in groups] == ["m"]
