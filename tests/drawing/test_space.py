"""What a picture of a space shows: every definition once, every decision, every count."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from nasdsl.analysis.counts import Counts
from nasdsl.analysis.parts import counted_parts
from nasdsl.api import load
from nasdsl.drawing.body import source_text
from nasdsl.drawing.layout import lay_out
from nasdsl.drawing.scene import Box, Frame, Look, Scene
from nasdsl.drawing.space import space_graphs
from nasdsl.language import library
from nasdsl.language.parser import parse
from nasdsl.lint.tree import occurrences
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source
from nasdsl.space.ir import Choice, Kind, kind


def written(text: str) -> SearchSpace:
    return SearchSpace(parse(Source("s.nas", f"space s\ninput 8 x 8 x 16\nclasses 10\n{text}\n")))


def told(graph: Scene) -> str:
    """A graph in short: `!` marks what is decided, `>` leads to where a tensor goes."""
    first = graph.inputs
    lines = []
    for number, item in enumerate(graph.items, start=first):
        text = item.lines[0] if isinstance(item, Box) else f"{item.label} ({told(item.graph)})"
        args = f" [{'; '.join(item.lines[1:])}]" if isinstance(item, Box) and item.lines[1:] else ""
        mark = "!" if item.look is Look.DECISION else ""
        ends = [wire.target - first for wire in graph.wires if wire.source == number]
        lines.append(f"{mark}{text}{args}{'>' if ends else ''}{','.join(map(str, ends))}")
    return " ".join(lines)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("network = conv(3) -> relu", "conv [3]>1 relu>2"),
        ("network = conv(3 | 5)", "!conv [3 | 5]>1"),
        (
            "network = (relu | dropout(0.5)) * 3",
            "x 3 (!one of 2 (relu>2 dropout [0.5]>2)>1)>1",
        ),
        ("network = relu * (1..3)", "!x 1..3 (relu>1)>1"),
        (
            "network = conv(3, filters=(2 | 4) * channels)",
            "!conv [3, filters=(2 | 4) * channels]>1",
        ),
        ("network = conv(3, filters=channels * (2 + 2))", "conv [3, filters=channels * (2 + 2)]>1"),
        ("network = conv(3, filters=((2 + 1)) * (2))", "conv [3, filters=((2 + 1)) * (2)]>1"),
        ("network = same relu * 3", "x 3, all the same (relu>1)>1"),
        (
            "network = add([conv(3), identity] -> relu)",
            "conv [3]>2 identity>3 on each branch (relu>1)>4 on each branch (relu>1)>4 add>5",
        ),
        (
            "network = merge(add | concat, [relu, relu], fit=pad)",
            "relu>2 relu>2 !add | concat [fit by pad]>3",
        ),
        (
            "network = a: relu | b: relu -> conv(3) | (relu -> relu)",
            "!one of 3 (a: relu>3 b (relu>1 conv [3]>2)>3 in a row (relu>1 relu>2)>3)>1",
        ),
    ],
)
def test_modules(text: str, expected: str) -> None:
    (network,) = space_graphs(written(text))
    (frame,) = network.items
    assert isinstance(frame, Frame)
    assert told(frame.graph) == expected


def test_definitions() -> None:
    text = """
    block op = conv(3) | conv(5)
    options around(o) = skip: identity | plain: o -> relu
    block keep(w = channels) = relu -> conv(1, filters=w)
    cell c[2](z: s | t) = given z { s: around(op)  t: around(op) -> keep }
    network = c[1..2](s | t) * 2
    """
    panels = [graph.items[0] for graph in space_graphs(written(text))]
    assert [f"{p.label} | {told(p.graph)}" for p in panels if isinstance(p, Frame)] == [
        "network: from 8 x 8 x 16 | x 2 (!c[1..2] [s | t]>1)>1",
        "cell c[1..2](z: s | t): 16 | given z (s: around [op]>2 t (around [op]>1 keep>2)>2)>1",
        "block op: 2 | !one of 2 (conv [3]>2 conv [5]>2)>1",
        "options around(o): 2 | !one of 2 (skip: identity>2 plain (o>1 relu>2)>2)>1",
        "block keep(w = channels): 1 | w = channels relu>2 conv [1, filters=w]>3",
    ]


def test_graphs() -> None:
    """Named tensors are round boxes, and what takes them is wired to them."""
    text = """
    block node(inputs) = add(pick(1, inputs -> conv(3)))
    cell c = graph(before, last) {
      a = before -> fit(last)
      n = node([a, last])
      m = node([a, last, n])
      return concat(unused([n, m]))
    }
    network = c * 2 -> (relu | graph(x) { y = x -> relu  return add([x, y]) })
    """
    panels = [graph.items[0] for graph in space_graphs(written(text))]
    network, cell, node = [told(p.graph) for p in panels if isinstance(p, Frame)]
    arm = "graph(x) (x>1,3 relu>2 y>3 add>4)>2"
    assert network == f"x 2 (c>1)>1 !one of 2 (relu>2 {arm})>2"
    nodes = "node [[a, last]]>5 n>6,8 node [[a, last, n]]>7 m>8 unused>9 concat>10"
    assert cell == f"graph(before, last) (before>2 last>2,4,6 fit [last]>3 a>4,6 {nodes})>1"
    assert node == "inputs>1 on each branch (conv [3]>1)>2 !pick 1>3 add>4"


def test_genes() -> None:
    text = "gene w = 16 | 32\ngene v = 2 * w\nnetwork = conv(3, filters=w) -> conv(3, filters=v)"
    _, genes = [graph.items[0] for graph in space_graphs(written(text))]
    assert isinstance(genes, Frame)
    (box,) = genes.graph.items
    assert (box.look, box.lines) == (Look.DECISION, ("w = 16 | 32", "v = 2 * w"))


def test_many_arms_are_told_in_words() -> None:
    text = f"network = {' | '.join(f'conv({n})' for n in range(1, 13))}"
    (network,) = space_graphs(written(text))
    (frame,) = network.items
    assert isinstance(frame, Frame)
    (box,) = frame.graph.items
    assert isinstance(box, Box)
    assert box.look is Look.DECISION
    assert box.lines == ("one of 12", *(f"conv({n})" for n in range(1, 13)))


@pytest.mark.parametrize("name", library.spec_names())
def test_spaces_of_the_library(name: str) -> None:
    """Every definition is drawn once, with the smallest and the largest of its counts."""
    loaded, counts = load(name), Counts()
    space = loaded.space
    known: dict[str, list[int]] = {}
    for part in counted_parts(space, counts):
        if kind(part.body) is not Kind.VALUE:
            told = re.sub(r"[(#].*", "", part.name)
            known.setdefault(f"{part.role} {told}", []).append(counts.count(part.body, part.known))
    graphs = [*space_graphs(loaded)]
    labels = [graph.items[0].label for graph in graphs if isinstance(graph.items[0], Frame)]
    assert labels.pop(0).startswith("network: ")
    pattern = r"(\w+ \w+).*?: ([\d,.e]+(?: to [\d,.e]+)?)(?:, form \d+ of \d+)?"
    named = [re.fullmatch(pattern, label) for label in labels if label not in ("genes", "values")]
    assert {match[1]: match[2] for match in named if match} == {
        told: " to ".join(dict.fromkeys(map(short, (min(numbers), max(numbers)))))
        for told, numbers in known.items()
    }
    assert None not in named
    assert len({*labels}) == len(labels)
    assert ("genes" in labels) == bool(space.genes)
    for graph in graphs:
        assert lay_out(graph).items


def short(count: int) -> str:
    power = len(str(count)) - 1
    hundredths = (200 * count // 10**power + 1) // 2
    rounded = f"{hundredths // 100}.{hundredths % 100:02}e{power}"
    return f"{count:,}" if count < 10**9 else rounded


@pytest.mark.parametrize("name", ["pouy_mnist", "pouy_digits", "pouy_mnist_lr1"])
def test_every_decision_is_marked(name: str) -> None:
    space = load(name)
    panels = [graph.items[0] for graph in space_graphs(space)]
    marked = [i for panel in panels for i in items(panel) if i.look is Look.DECISION]
    found = {p.span: p for p in occurrences(space.space) if isinstance(p.node, Choice)}.values()
    modules = [choice for choice in found if choice.kind is Kind.MODULE]
    assert sum(isinstance(item, Frame) for item in marked) == len(modules) > 0
    texts = [line for item in marked if isinstance(item, Box) for line in item.lines]
    texts += [item.label for item in marked if isinstance(item, Frame)]
    for choice in found:
        if choice.kind is Kind.VALUE:
            assert any(source_text(choice) in text for text in texts)


def items(item: Box | Frame) -> Iterator[Box | Frame]:
    yield item
    if isinstance(item, Frame):
        for inner in item.graph.items:
            yield from items(inner)


def test_definitions_are_drawn_as_they_are_written() -> None:
    """Four uses of one definition are told apart, and its body has parameters, not numbers."""
    panels = {
        p.label: p for g in space_graphs(load("resnet50")) if isinstance(p := g.items[0], Frame)
    }
    network = told(panels["network: from 224 x 224 x 3"].graph)
    for arguments in ("64, 1, 3", "128, 2, 4", "256, 2, 6", "512, 2, 3"):
        assert f"stage [{arguments}]" in network
    assert told(panels["block stage(f, s, n): 1"].graph) == "first [f, s]>1 x n-1 (later [f]>1)>2"
    assert "conv [1, filters=4*f, stride=s, bias=no]" in told(panels["block first(f, s): 1"].graph)


def test_arms_of_one_name_are_told_apart() -> None:
    (edge,) = (
        p
        for g in space_graphs(load("darts"))
        if isinstance(p := g.items[0], Frame) and p.label.startswith("block edge(s)")
    )
    drawn = told(edge.graph)
    for arm in ("sep [3, s]", "sep [5, s]", "dil [3, s]", "dil [5, s]", "skip [s]"):
        assert arm in drawn


def test_a_definition_whose_arguments_give_it_another_form() -> None:
    text = """
    block half(n) = given n { 1: relu -> max_pool(2, stride=2) 2: conv(given n { 1: 3 2: 5 }) }
    network = half(1) -> half(2)
    """
    labels = [
        f"{p.label} | {told(p.graph)}"
        for g in space_graphs(written(text))
        if isinstance(p := g.items[0], Frame) and p.label.startswith("block")
    ]
    assert labels == [
        "block half(n): 1, form 1 of 2 | given n: 1 (relu>1 max_pool [2, stride=2]>2)>1",
        "block half(n): 1, form 2 of 2 | given n: 2 (conv [5 (given n: 2)]>1)>1",
    ]


def test_values_with_names() -> None:
    text = """
    let wide(i) = 8 * i  # channels
    let other = 3
    network = conv(3, filters=wide(2))
    """
    network, values = [g.items[0] for g in space_graphs(written(text))]
    assert isinstance(network, Frame)
    assert isinstance(values, Frame)
    assert told(network.graph) == "conv [3, filters=wide(2)]>1"
    assert told(values.graph) == "wide(i) = 8 * i"


def test_texts_of_any_length_are_wrapped() -> None:
    text = (
        "network = conv(3, filters=2 * channels + 4 * channels + 8 * channels, stride=2, bias=no)"
    )
    (network,) = [g.items[0] for g in space_graphs(written(text))]
    assert isinstance(network, Frame)
    (box,) = network.graph.items
    assert isinstance(box, Box)
    assert " ".join(box.lines[1:]).endswith("stride=2, bias=no")
    assert max(map(len, box.lines)) <= 40
