"""Where things are: nothing on anything else, and wires that go down from end to end."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawing.programs import chain, dense, nasnet, unet
from nasdsl.drawing.layered import Layers, Wire, WireJoint, WireSegment, arrange
from nasdsl.drawing.layout import lay_out
from nasdsl.drawing.network import network_graph
from nasdsl.drawing.placed import Layout, PlacedItem
from nasdsl.drawing.scene import Box, Frame, Look, Scene


@st.composite
def graphs(draw: st.DrawFn, depth: int = 2) -> Scene:
    """Graphs of boxes and, down to a depth, of frames, wired at random."""
    framed = depth and draw(st.booleans())
    inputs = draw(st.integers(0, 2)) if depth < 2 else 0
    item = boxes() if not framed else boxes() | graphs(depth - 1).map(in_frame)
    items = tuple(draw(st.lists(item, min_size=1, max_size=7)))
    outputs = draw(st.integers(0, 2)) if depth < 2 else 0
    nodes = [Scene((), (), 1, 1)] * inputs + [
        item.graph if isinstance(item, Frame) else Scene((), (), 1, 1) for item in items
    ]
    wires: list[Wire] = []
    for number in range(inputs, inputs + len(items) + outputs):
        last = min(number, inputs + len(items))
        sources = [(n, out) for n in range(last) for out in range(nodes[n].outputs)]
        ports = nodes[number].inputs if number < len(nodes) else 1
        if sources and ports:
            ends = st.tuples(st.sampled_from(sources), st.integers(0, ports - 1))
            most = 3 if number < len(nodes) else 1
            wires += [Wire(*s, number, into) for s, into in draw(st.lists(ends, max_size=most))]
    return Scene(items, tuple(wires), inputs, outputs)


def boxes() -> st.SearchStrategy[Box]:
    looks = st.sampled_from([Look.PLAIN, Look.MERGE, Look.END])
    texts = st.lists(st.text("mx", min_size=1, max_size=30), min_size=1, max_size=2).map(tuple)
    return st.builds(Box, texts, looks, note=st.sampled_from(["", "224 x 224 x 2048"]))


def in_frame(graph: Scene) -> Frame:
    return Frame("a part", Look.PART, graph)


HARD = [network_graph(program()) for program in (nasnet, unet, dense, chain)]


@given(graphs())
def test_random_graphs(graph: Scene) -> None:
    check(graph, lay_out(graph))
    assert lay_out(graph) == lay_out(graph)


@pytest.mark.parametrize("graph", HARD, ids=["nasnet", "unet", "dense", "chain"])
def test_networks(graph: Scene) -> None:
    check(graph, lay_out(graph))


def check(graph: Scene, layout: Layout) -> None:
    assert [placed.item for placed in layout.items] == list(graph.items)
    for placed in layout.items:
        assert placed.left >= 0
        assert placed.left + placed.width <= layout.width + 0.1
        assert placed.top >= 0
        assert placed.top + placed.height <= layout.height
        check_inside(placed)
    for one, other in combinations(layout.items, 2):
        assert not overlap(one, other)
    for wire, route in zip(graph.wires, layout.routes, strict=True):
        check_ends(graph, layout, wire, route)
        check_way(layout, route)


def check_inside(placed: PlacedItem) -> None:
    """What is in a frame lies in it, and its ports are where wires enter and leave."""
    if placed.inside is None:
        return
    assert isinstance(placed.item, Frame)
    left, top = placed.corner
    assert placed.left <= left
    assert left + placed.inside.width <= placed.left + placed.width + 0.1
    assert placed.top <= top
    assert top + placed.inside.height <= placed.top + placed.height
    check(placed.item.graph, placed.inside)


def overlap(one: PlacedItem, other: PlacedItem) -> bool:
    beside = one.left + one.width <= other.left or other.left + other.width <= one.left
    above = one.top + one.height <= other.top or other.top + other.height <= one.top
    return not (beside or above)


def check_ends(graph: Scene, layout: Layout, wire: Wire, route: tuple) -> None:
    """A wire begins at its source and ends at its target, at their ports."""
    first, last = graph.inputs, graph.inputs + len(graph.items)
    (start, begin), (end, stop) = route[0], route[-1]
    if wire.source < first:
        assert start == layout.inputs[wire.source]
        assert begin < 0  # in the header of the frame, whose upper edge it meets
    else:
        source = layout.items[wire.source - first]
        assert begin == source.top + source.height
        assert start == pytest.approx(ports(source, leaving=True)[wire.out])
    if wire.target >= last:
        assert (end, stop) == (layout.outputs[wire.target - last], layout.height)
    else:
        target = layout.items[wire.target - first]
        assert stop == target.top
        assert target.left < end < target.left + target.width
        if target.inside:
            assert end == pytest.approx(ports(target, leaving=False)[wire.into])


def ports(placed: PlacedItem, leaving: bool) -> list[float]:
    if placed.inside is None:
        return [placed.left + placed.width / 2]
    inner = placed.inside.outputs if leaving else placed.inside.inputs
    return [placed.corner[0] + place for place in inner]


def check_way(layout: Layout, route: tuple) -> None:
    """It goes straight down, then bent and straight in turn, and through nothing."""
    for at, ((x, y), (nx, ny)) in enumerate(pairwise(route)):
        assert ny >= y
        assert at % 2 or nx == x
        for placed in layout.items:
            beside = max(x, nx) <= placed.left or placed.left + placed.width <= min(x, nx)
            above = ny <= placed.top or placed.top + placed.height <= y
            assert beside or above


# layers


@st.composite
def dags(draw: st.DrawFn) -> tuple[int, list[Wire]]:
    nodes = draw(st.integers(2, 10))
    pairs = st.tuples(st.integers(0, nodes - 1), st.integers(0, nodes - 1))
    drawn = draw(st.lists(pairs, max_size=20))
    return nodes, [Wire(min(p), 0, max(p), 0) for p in drawn if p[0] != p[1]]


@given(dags())
def test_layers(dag: tuple[int, list[Wire]]) -> None:
    nodes, wires = dag
    found = arrange(nodes, wires)
    spots = [spot for layer in found.layers for spot in layer]
    assert sorted(spot for spot in spots if isinstance(spot, int)) == list(range(nodes))
    assert len(spots) == len({*spots})
    for wire in wires:
        passed = found.joints(wire)
        between = range(found.level[wire.source] + 1, found.level[wire.target])
        assert [joint.layer for joint in passed] == list(between)
        assert all(joint in found.layers[joint.layer] for joint in passed)
    for node in range(nodes):  # as high as it can be
        above = [found.level[wire.source] for wire in wires if wire.target == node]
        assert found.level[node] == max(above, default=-1) + 1


@given(dags())
def test_orders_cross_no_more_wires_than_the_first_one(dag: tuple[int, list[Wire]]) -> None:
    found = arrange(*dag)
    plain = [
        sorted(layer, key=lambda spot: (isinstance(spot, WireJoint), spot))
        for layer in found.layers
    ]
    assert crossings(found.layers, found.links) <= crossings(plain, found.links)


def crossings(layers, links: tuple[tuple[WireSegment, ...], ...]) -> int:
    place = {spot: at for layer in layers for at, spot in enumerate(layer)}
    return sum(
        (place[a.upper] - place[b.upper]) * (place[a.lower] - place[b.lower]) < 0
        for between in links
        for a, b in combinations(between, 2)
    )


def test_crossed_wires_are_uncrossed() -> None:
    wires = [Wire(0, 0, 5, 0), Wire(1, 0, 4, 0), Wire(2, 0, 3, 0)]
    found: Layers = arrange(6, wires)
    assert crossings(found.layers, found.links) == 0


def test_inputs_keep_their_order_above_all_else_and_outputs_below() -> None:
    found = arrange(6, [Wire(0, 0, 3, 0), Wire(1, 0, 2, 0), Wire(2, 0, 5, 0)], first=2, last=2)
    assert found.layers[0] == (0, 1)
    assert {*found.layers[-1]} == {4, 5}
    assert crossings(found.layers, found.links) == 0
