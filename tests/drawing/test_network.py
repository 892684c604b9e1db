"""What a picture of a network shows: each step once, each wire, and repetitions once for all."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawing.programs import Writer, chain, dense, nasnet, unet
from nasdsl.api import load
from nasdsl.drawing import network
from nasdsl.drawing.folding import Folded, folded
from nasdsl.drawing.grouping import Item, StepGroup, StepLeaf, grouped
from nasdsl.drawing.network import network_graph
from nasdsl.drawing.scene import Box, Frame, Scene
from nasdsl.errors import NasdslError
from nasdsl.language.parser import parse
from nasdsl.program.graph import Program, State
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source


def written(network: str, definitions: str = "") -> Program:
    text = f"space s\ninput 8 x 8 x 16\nclasses 10\n{definitions}\nnetwork = {network}\n"
    space = SearchSpace(parse(Source("s.nas", text)))
    return space.decode(space.unrank(0)).program


def tree(program: Program) -> Folded:
    return folded(program, grouped(program))


def told(items: tuple[Item, ...]) -> str:
    """A folded tree in short."""
    return " ".join(
        item.step.op
        if isinstance(item, StepLeaf)
        else f"{item.label}[{told(item.items)}]{item.times if item.times > 1 else ''}"
        for item in items
    )


BLOCK = "block b = add([conv(3) -> relu -> conv(3), identity]) -> relu"


@pytest.mark.parametrize(
    ("spec", "definitions", "expected"),
    [
        ("relu * 2", "", "relu relu"),
        ("relu * 200", "", "[relu]200"),
        ("(conv(3) -> relu) * 100 -> flatten", "", "[conv relu]100 flatten"),
        ("conv(3, filters=8) * 3", "", "conv conv conv"),  # the first has another input
        ("conv(3, filters=8) * 4", "", "conv [conv]3"),
        ("b * 5", BLOCK, "b[1..5][conv relu conv add relu]5"),
        (
            "(b * 3 -> max_pool(3)) * 4",
            BLOCK,
            "[b[1..3][conv relu conv add relu]3 max_pool]4",
        ),
        ("(b * 3) * 2", BLOCK, "b[conv relu conv add relu]6"),
        ("add([b, b])", BLOCK, "b[1][conv relu conv add relu] b[2][conv relu conv add relu] add"),
    ],
)
def test_repetitions(spec: str, definitions: str, expected: str) -> None:
    assert told(tree(written(spec, definitions)).items) == expected


def test_cells_of_two_inputs() -> None:
    """The first two take the stem, so they are unlike the others."""
    labels = [
        (item.label, item.times) for item in tree(nasnet(9)).items if isinstance(item, StepGroup)
    ]
    assert labels == [("normal[1]", 1), ("normal[2]", 1), ("normal[3..9]", 7)]


def test_what_is_taken_from_the_middle_is_not_folded() -> None:
    net = Writer(State(8, 8, 4))
    outputs = [0]
    for number in range(1, 7):
        outputs.append(net.add("relu", f"r[{number}]", outputs[-1]))
    net.add("add", "", outputs[3], outputs[-1])
    assert told(tree(net.program()).items) == "[relu]3 [relu]3 add"


def test_unequal_layers_are_not_folded() -> None:
    assert len(tree(chain()).items) == 200


PROGRAMS = {"nasnet": nasnet(), "unet": unet(), "dense": dense(), "chain": chain(30)}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_programs_made_by_hand(program: Program) -> None:
    check(program)


@given(st.integers(0, 10**9))
def test_networks_of_a_space(seed: int) -> None:
    space = load("pouy_digits")
    check(space.decode(space.sample(random.Random(seed))).program)


@given(st.lists(st.sampled_from(["relu", "conv(3)", "b", "max_pool(3)"]), min_size=1), st.data())
def test_sequences(names: list[str], data: st.DataObject) -> None:
    again = data.draw(st.integers(1, 4))
    check(written(f"({' -> '.join(names)}) * {again}", "block b = conv(3) -> relu"))


def check(program: Program) -> None:
    found = tree(program)
    steps = dict(enumerate(program.steps, start=len(program.inputs)))
    assert sum(counted(found.items).values()) == len(steps)
    for tensor, step in steps.items():
        kept = steps[found.shown(tensor)]
        assert (kept.op, kept.args, kept.state) == (step.op, step.args, step.state)
    shown = [tensor for tensor in steps if found.shown(tensor) == tensor]
    assert sorted(shown) == sorted(counted(found.items))
    graph = network_graph(program)
    names = {number: f"input{number}" for number in range(len(program.inputs))}
    names |= {tensor: steps[tensor].path for tensor in shown}
    expected = {
        (names[found.shown(taken)], names[tensor])
        for tensor in shown
        for taken in steps[tensor].inputs
    }
    assert {*wires(graph)} == {*expected, (names[found.shown(program.output)], "output")}


def counted(items: tuple[Item, ...], times: int = 1) -> Counter[int]:
    """How many steps each drawn one stands for, by the numbers that are written at frames."""
    total: Counter[int] = Counter()
    for item in items:
        if isinstance(item, StepLeaf):
            total[item.tensor] += times
        else:
            total += counted(item.items, times * item.times)
    return total


def wires(graph: Scene) -> Iterator[tuple[str, str]]:
    """The wires between boxes, through all frames, boxes by the last lines of their tips."""
    nodes = (None,) * graph.inputs + graph.items
    for wire in graph.wires:
        source, target = (
            nodes[wire.source],
            nodes[wire.target] if wire.target < len(nodes) else None,
        )
        if source is not None and target is not None:
            for begin in givers(source, wire.out):
                for end in takers(target, wire.into):
                    yield begin, end
    for item in graph.items:
        if isinstance(item, Frame):
            yield from wires(item.graph)


def name(box: Box) -> str:
    if box.lines == ("input",):
        return "input0"
    return box.tip.splitlines()[-1] if box.tip else box.lines[0]


def givers(item: Box | Frame, out: int) -> Iterator[str]:
    """The boxes whose outputs come out of an item at a port."""
    if isinstance(item, Box):
        yield name(item)
        return
    first = item.graph.inputs
    for wire in item.graph.wires:
        if wire.target == first + len(item.graph.items) + out:
            assert wire.source >= first
            yield from givers(item.graph.items[wire.source - first], wire.out)


def takers(item: Box | Frame, into: int) -> Iterator[str]:
    """The boxes which take what enters an item at a port."""
    if isinstance(item, Box):
        yield name(item)
        return
    first = item.graph.inputs
    for wire in item.graph.wires:
        if wire.source == into:
            assert first <= wire.target < first + len(item.graph.items)
            yield from takers(item.graph.items[wire.target - first], wire.into)


def test_a_network_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "BOXES", 29)
    with pytest.raises(NasdslError, match="a picture of 30 boxes: there is room for 29"):
        network_graph(chain(30))
