"""Horizontal placement of nodes: near the nodes that they are wired to, without overlap.

The second half of a layered drawing. Each layer in turn is placed to minimise the squared distances
to where its neighbours want it, keeping the order and the gaps. With the gaps taken out that is an
isotonic regression, which pooling neighbours solves exactly (Barlow, Bartholomew, Bremner, Brunk:
Statistical inference under order restrictions, 1972).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate

from nasdsl.drawing.layered import Layers, Spot, WireJoint, WireSegment

ROUNDS = 24
GAP = 24.0  # between nodes of a layer
STIFF = 8.0  # how much more a wire pulls between its joints than at its ends
LOOSE = 1e-6  # what holds a node in its place that is wired to none

Port = Callable[[Spot, int], float]


def columns(
    layers: Layers, width: Callable[[Spot], float], enters: Port, leaves: Port
) -> dict[Spot, float]:
    """The left edge of each node and of each joint (a point where a wire crosses a layer).

    Args:
        layers: the nodes and joints of each layer, from left to right.
        width: gives the width of a node or joint.
        enters: gives, for a node and the number of one of its inputs, how far to the right of the
            node's left edge the wire of that input ends.
        leaves: gives, for a node and the number of one of its outputs, how far to the right of the
            node's left edge the wires of that output begin.

    Returns:
        Distances from the left edge of the drawing, in the units of the SVG, the least of them 0.
    """
    links = [link for between in layers.links for link in between]
    above, below = _pulls(links, enters, leaves)
    shifts = {layer: _shifts(layer, width) for layer in layers.layers}
    places = {
        spot: shift
        for layer in layers.layers
        for spot, shift in zip(layer, shifts[layer], strict=True)
    }
    both = {spot: [*above[spot], *below[spot]] for spot in places}
    down, up = layers.layers, layers.layers[::-1]
    for order, pulls in ((down, above), (up, below), *((down, both), (up, both)) * ROUNDS):
        for layer in order:
            _settle(layer, shifts[layer], pulls, places)
    _straighten(layers, width, places)
    left = min(places.values(), default=0.0)
    return {spot: round(place - left, 1) for spot, place in places.items()}


Pull = tuple[Spot, float, float]
"""A neighbour, how far to the right of its left edge one's own should be, and how strongly."""


def _pulls(
    links: Sequence[WireSegment], enters: Port, leaves: Port
) -> tuple[Mapping[Spot, list[Pull]], Mapping[Spot, list[Pull]]]:
    """What pulls at each node from above, and from below."""
    above: defaultdict[Spot, list[Pull]] = defaultdict(list)
    below: defaultdict[Spot, list[Pull]] = defaultdict(list)
    for upper, out, lower, into in links:
        shift = leaves(upper, out) - enters(lower, into)
        weight = STIFF if isinstance(upper, WireJoint) and isinstance(lower, WireJoint) else 1.0
        above[lower].append((upper, shift, weight))
        below[upper].append((lower, -shift, weight))
    return above, below


def _shifts(layer: Sequence[Spot], width: Callable[[Spot], float]) -> list[float]:
    """The left edges of a layer without any room to spare."""
    return [0.0, *accumulate(width(spot) + GAP for spot in layer[:-1])][: len(layer)]


def _settle(
    layer: Sequence[Spot],
    shifts: Sequence[float],
    pulls: Mapping[Spot, list[Pull]],
    places: dict[Spot, float],
) -> None:
    """Move a layer to the best places that keep its order and its gaps."""
    wishes: list[tuple[float, float]] = []
    for spot, shift in zip(layer, shifts, strict=True):
        pulling = [*pulls.get(spot, ()), (spot, 0.0, LOOSE)]
        weight = sum(strength for _, _, strength in pulling)
        total = sum((places[other] + away) * strength for other, away, strength in pulling)
        wishes.append((total / weight - shift, weight))
    for spot, shift, place in zip(layer, shifts, _isotonic(wishes), strict=True):
        places[spot] = place + shift


def _isotonic(wishes: Sequence[tuple[float, float]]) -> list[float]:
    """The ascending numbers nearest to those wished for, each with its weight."""
    pools: list[tuple[float, float, int]] = []
    for wish, weight in wishes:
        pool = (wish, weight, 1)
        while pools and pools[-1][0] > pool[0]:
            value, before, size = pools.pop()
            both = before + pool[1]
            pool = ((value * before + pool[0] * pool[1]) / both, both, size + pool[2])
        pools.append(pool)
    return [value for value, _, size in pools for _ in range(size)]


def _straighten(layers: Layers, width: Callable[[Spot], float], places: dict[Spot, float]) -> None:
    """Give the joints of each long wire one place, where there is one that all can take."""
    strands: defaultdict[tuple[int, int], list[tuple[WireJoint, Spot | None, Spot | None]]]
    strands = defaultdict(list)
    for layer in layers.layers:
        for before, spot, after in zip((None, *layer), layer, (*layer[1:], None), strict=False):
            if isinstance(spot, WireJoint):
                strands[spot.source, spot.out].append((spot, before, after))
    for strand in strands.values():
        lows = [places[b] + width(b) + GAP for _, b, _ in strand if b is not None]
        highs = [places[a] - width(joint) - GAP for joint, _, a in strand if a is not None]
        mean = sum(places[joint] for joint, _, _ in strand) / len(strand)
        place = min([max([mean, *lows]), *highs])
        if place >= max([place, *lows]):
            places.update({joint: place for joint, _, _ in strand})
