"""Layered drawing of a directed acyclic graph: layers, and the order of nodes on each.

The first half of a layered drawing (Sugiyama, Tagawa, Toda: Methods for visual understanding of
hierarchical system structures, 1981): layers by longest paths, then orders that cross few wires. A
wire that is longer than a layer runs through a *joint* on each layer between; wires from one port
share their joints, so that a tensor which many take is one line with branches.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

SWEEPS = 8  # down and up in turn; later ones hardly ever find fewer crossings
BESIDE = 1e-3  # of a place: what lies between two ports of one node


class Wire(NamedTuple):
    """A connection from output `out` of node `source` to input `into` of node `target`.

    All four are numbers from 0: those of nodes count through the graph, those of outputs and inputs
    through one node.
    """

    source: int
    out: int
    target: int
    into: int


class WireJoint(NamedTuple):
    """The point where wires from output `out` of node `source` cross the layer `layer`.

    All three are numbers from 0: of a node in the graph, of an output of that node, and of a layer
    from the top.
    """

    source: int
    out: int
    layer: int


Spot = int | WireJoint
"""What has a place on a layer: a node by its number, or a joint."""


class WireSegment(NamedTuple):
    """The piece of a wire between a layer and the next one below.

    Args:
        upper: where the piece begins: the number of a node, or the joint at which the wire crosses
            a layer.
        out: the number of the node's output, from 0; 0 for a joint.
        lower: where the piece ends: the number of a node, or a joint.
        into: the number of the input at the lower end, from 0; 0 for a joint.
    """

    upper: Spot
    out: int
    lower: Spot
    into: int


@dataclass(frozen=True, slots=True)
class Layers:
    """The nodes of a graph in horizontal layers, with the joints where wires cross layers.

    Args:
        level: for each node, by number, the number of its layer, from 0 at the top.
        layers: the nodes and joints of each layer, from left to right.
        links: the pieces of wires; `links[i]` has those between the layers i and i + 1.
    """

    level: tuple[int, ...]
    layers: tuple[tuple[Spot, ...], ...]
    links: tuple[tuple[WireSegment, ...], ...]

    def joints(self, wire: Wire) -> list[WireJoint]:
        """The points where a wire crosses the layers between its two nodes, from the top."""
        return _joints(wire, self.level)


def arrange(nodes: int, wires: Sequence[Wire], first: int = 0, last: int = 0) -> Layers:
    """The layers of an acyclic graph, with the nodes in an order in which few wires cross.

    Args:
        nodes: how many nodes there are; they are numbered from 0, and wires go from smaller numbers
            to larger ones.
        wires: the connections between the nodes.
        first: how many nodes, those with the smallest numbers, are alone on the first layer, from
            left to right.
        last: how many nodes, those with the largest numbers, are alone on the last layer.
    """
    level = _levels(nodes, wires, first, last)
    links = _level_segments(wires, level)
    layers: list[list[Spot]] = [[] for _ in range(max(level, default=-1) + 1)]
    for node, at in enumerate(level):
        layers[at].append(node)
    for joint in dict.fromkeys(joint for wire in wires for joint in _joints(wire, level)):
        layers[joint.layer].append(joint)
    ordered = _ordered_layers(layers, links, fixed=min(first, 1))
    return Layers(tuple(level), tuple(map(tuple, ordered)), tuple(map(tuple, links)))


def _joints(wire: Wire, level: Sequence[int]) -> list[WireJoint]:
    between = range(level[wire.source] + 1, level[wire.target])
    return [WireJoint(wire.source, wire.out, layer) for layer in between]


def _levels(nodes: int, wires: Iterable[Wire], first: int, last: int) -> list[int]:
    """For each node, the number of its layer: one more than those of all that lead to it."""
    level = [0] * first + [min(first, 1)] * (nodes - first)
    for wire in sorted(wires, key=lambda wire: wire.target):
        level[wire.target] = max(level[wire.target], level[wire.source] + 1)
    inner = nodes - last
    bottom = max(level[:inner], default=-1) + 1
    return [*level[:inner], *([bottom] * last)]


def _level_segments(wires: Iterable[Wire], level: Sequence[int]) -> list[list[WireSegment]]:
    links: list[dict[WireSegment, None]] = [{} for _ in range(max(level, default=0))]
    for wire in wires:
        spots: list[Spot] = [wire.source, *_joints(wire, level), wire.target]
        for at, (upper, lower) in enumerate(pairwise(spots), start=level[wire.source]):
            out = wire.out if isinstance(upper, int) else 0
            into = wire.into if isinstance(lower, int) else 0
            links[at][WireSegment(upper, out, lower, into)] = None
    return [list(between) for between in links]


def _ordered_layers(
    layers: list[list[Spot]], links: list[list[WireSegment]], fixed: int
) -> list[list[Spot]]:
    """The layers in the best of the orders that the sweeps go through; the first `fixed` stay."""
    best, fewest = layers, _crossings(layers, links)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        layers = _swept(layers, links, fixed, downwards=sweep % 2 == 0)
        crossings = _crossings(layers, links)
        if crossings < fewest:
            best, fewest = layers, crossings
    return best


def _swept(
    layers: list[list[Spot]], links: list[list[WireSegment]], fixed: int, *, downwards: bool
) -> list[list[Spot]]:
    """Each layer by the means of the places of its neighbours on the layer before it."""
    swept = list(layers)
    pairs = range(len(links)) if downwards else range(len(links) - 1, fixed - 1, -1)
    for at in pairs:
        still, moved = (at, at + 1) if downwards else (at + 1, at)
        place = _layer_places(swept[still])
        seen: defaultdict[Spot, list[float]] = defaultdict(list)
        for link in links[at]:
            if downwards:
                seen[link.lower].append(place[link.upper] + link.out * BESIDE)
            else:
                seen[link.upper].append(place[link.lower] + link.into * BESIDE)
        swept[moved] = _by_means(swept[moved], seen)
    return swept


def _by_means(layer: list[Spot], seen: dict[Spot, list[float]]) -> list[Spot]:
    """A layer in the order of means; what sees nothing keeps its place."""
    means = {spot: sum(places) / len(places) for spot, places in seen.items()}
    moving = iter(sorted((spot for spot in layer if spot in means), key=means.__getitem__))
    return [next(moving) if spot in means else spot for spot in layer]


def _crossings(layers: list[list[Spot]], links: list[list[WireSegment]]) -> int:
    return sum(
        _inversions(
            sorted((above[link.upper], link.out, below[link.lower], link.into) for link in between)
        )
        for above, below, between in zip(
            map(_layer_places, layers), map(_layer_places, layers[1:]), links, strict=False
        )
    )


def _layer_places(layer: list[Spot]) -> dict[Spot, int]:
    return {spot: place for place, spot in enumerate(layer)}


def _inversions(pairs: Iterable[tuple[int, int, int, int]]) -> int:
    """How many pairs of links, sorted by their upper ends, are not so by their lower ends."""
    passed: list[tuple[int, int]] = []
    crossings = 0
    for _, _, place, into in pairs:
        crossings += len(passed) - bisect_left(passed, (place, into + 1))
        insort(passed, (place, into))
    return crossings
