"""The resolution of operations: what `require stride` asks, of added ones too."""

from __future__ import annotations

from fractions import Fraction

import pytest

from nasdsl.errors import NasdslError
from nasdsl.language.parser import parse
from nasdsl.ops import (
    OPERATIONS,
    UNSTATED,
    Arguments,
    Op,
    Parameter,
    Resolution,
    ShapeError,
    State,
    keep_shape,
)
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source


def halved(state: State, args: Arguments) -> State:
    return shrunk(state, {"block": 2})


def doubled(state: State, args: Arguments) -> State:
    return State(2 * state.height, 2 * state.width, state.channels)


def shrunk(state: State, args: Arguments) -> State:
    block = args["block"]
    assert isinstance(block, int)
    if state.height % block or state.width % block:
        raise ShapeError(f"{state} does not fall into blocks of {block}")
    return State(state.height // block, state.width // block, state.channels)


ADDED = [
    Op("halve", "", (), halved, resolution=Resolution(coarser=2)),
    Op("double", "", (), doubled, resolution=Resolution(finer=2)),
    Op(
        "squares",
        "",
        (Parameter("block", "count", "channels"),),
        shrunk,
        resolution=Resolution(coarser="block"),
    ),
]


def count(network: str, bound: str) -> int:
    head = "space one\ninput 8 x 8 x 4\nlet k = 1 | 2\n"
    text = f"{head}network = {network}\nrequire stride <= {bound}\n"
    return SearchSpace(parse(Source("one.nas", text)), operations=ADDED).count()


@pytest.mark.parametrize(
    ("network", "counts"),
    [
        ("squares(2)", {1: 0, 2: 1}),
        ("halve -> halve", {2: 0, 4: 1}),
        ("max_pool(2, stride=2)", {1: 0, 2: 1}),
        ("squares(1 | 2 | 4)", {1: 1, 2: 2, 4: 3}),
        ("conv(3, stride=2) -> double -> conv(3, stride=2)", {1: 0, 2: 1}),
        ("double -> conv(3, stride=2)", {"0.5": 0, 1: 1}),
        ("squares(2) -> upsample(4) -> squares(2)", {1: 0, 2: 1}),
        ("conv(1, filters=1|2) -> squares", {1: 1, 2: 2}),
        ("conv(1, filters=2|3) -> squares", {1: 0, 2: 1, 3: 2}),
        ("conv(1, filters=2|4) -> squares(channels / 2)", {1: 1, 2: 2}),
        ("squares(k) -> squares(k)", {1: 1, 2: 3, 4: 4}),
    ],
)
def test_require_stride(network: str, counts: dict[object, int]) -> None:
    assert {bound: count(network, str(bound)) for bound in counts} == counts


def test_operations_with_shapes_of_their_own_state_it() -> None:
    silent = [op.name for op in OPERATIONS.values() if op.resolution is UNSTATED]
    assert all(OPERATIONS[name].shape is keep_shape for name in silent)
    with pytest.raises(NasdslError) as caught:
        SearchSpace(
            parse(Source("one.nas", "space one\ninput 2 x 2 x 1\nnetwork = relu\n")),
            operations=[Op("mine", "", (), halved)],
        )
    assert str(caught.value) == (
        "'mine' has a shape of its own, and does not state its resolution\n"
        "  help: resolution=Resolution(), with coarser= or finer= where it changes"
    )


def test_what_is_not_known_leaves_the_stride_open() -> None:
    resolution = Resolution("stride", "factor")
    assert resolution.parameters == ("stride", "factor")
    assert resolution.stride({"stride": 3, "factor": 2}) == Fraction(3, 2)
    assert resolution.stride({"stride": 3}) is None
    assert resolution.stride({"stride": 0, "factor": 2}) is None
    assert resolution.stride({"stride": "same", "factor": 2}) is None
