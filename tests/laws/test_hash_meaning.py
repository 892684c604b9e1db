"""Networks of one hash compute the same function: with their parameters matched, the same numbers.

Of what nothing comes, parameters may have any values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations
from random import Random

import numpy as np
from hypothesis import assume, event, given, seed, settings
from hypothesis import strategies as st
from nasdsl_numpy.network import NumpyNetwork

from nasdsl.language.parser import parse
from nasdsl.program.architecture import Architecture
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source
from oracle.generate.alike import HEAD, Tree, changed, shuffled, text, trees

Arrays = Mapping[str, np.ndarray]
ROWS = np.random.default_rng(0)
X = ROWS.normal(size=(2, 2, 2, 2))
MOST = 4
"""Convolutions of a network, which are matched in all ways."""


def computed(network: Architecture, held: Sequence[Arrays]) -> np.ndarray:
    """The output of a network whose trained operations have these arrays, in turn."""
    made = NumpyNetwork(network.program, seed=0)
    made.params = dict(zip(made.params, held, strict=True))
    return made(X)


def matched(network: Architecture, given: Sequence[Arrays]) -> Iterator[list[Arrays]]:
    """All ways to give the trained operations of a network these arrays, as far as they fit."""
    shapes = [shape_of(arrays) for arrays in drawn(network)]
    for order in permutations(given, len(shapes)):
        if [shape_of(arrays) for arrays in order] == shapes:
            yield list(order)


def shape_of(arrays: Arrays) -> list[tuple[str, tuple[int, ...]]]:
    return [(name, array.shape) for name, array in arrays.items()]


def drawn(network: Architecture) -> list[Arrays]:
    """Arrays for all trained operations of a network."""
    params = NumpyNetwork(network.program, seed=0).params
    return [{k: ROWS.normal(size=a.shape) for k, a in arrays.items()} for arrays in params.values()]


@seed(0)
@settings(max_examples=150, database=None, deadline=None)
@given(trees(), st.integers(0, 2**32))
def test_networks_of_one_hash_compute_the_same(tree: Tree, start: int) -> None:
    random = Random(start)
    near = [changed(tree, random) for _ in range(4)]
    alike = " | ".join(text(shuffled(each, random)) for each in (tree, tree, tree, *near))
    space = SearchSpace(parse(Source("alike.nas", f"{HEAD}network = {alike}\n")))
    networks = [space.decode(space.unrank(index)) for index in range(7)]
    networks = [each for each in networks if len(drawn(each)) <= MOST]
    by_hash: dict[str, list[Architecture]] = {}
    for network in networks:
        by_hash.setdefault(network.hash, []).append(network)
    for same in by_hash.values():
        one, *others = sorted(same, key=lambda each: len(drawn(each)))
        for other in others:
            first = drawn(one)
            expected = computed(one, first)
            spare = drawn(other)
            ways = matched(other, [*first, *spare])
            assert any(np.allclose(computed(other, way), expected) for way in ways)
            event("dead parameters" if len(spare) > len(first) else "all matched")
    assume(by_hash)
