"""Functions whose calls have room for frames."""

from __future__ import annotations

import inspect

import pytest

from nasdsl.util.one_chunk import STACK, in_one_chunk


@in_one_chunk
def depth(number: int, *, step: int = 1) -> int:
    """How deep it goes."""
    if number < 0:
        raise ValueError("below 0")
    return 0 if number == 0 else 1 + depth.__wrapped__(number - step, step=step)


def test_a_function_with_room_is_the_function() -> None:
    assert depth(500) == 500
    assert depth(4, step=2) == 2
    with pytest.raises(ValueError, match="below 0"):
        depth(1, step=2)
    assert (depth.__name__, depth.__doc__) == ("depth", "How deep it goes.")
    assert list(inspect.signature(depth).parameters) == ["number", "step"]


def test_its_frame_asks_for_room() -> None:
    assert depth.__code__.co_stacksize == STACK
    assert depth.__wrapped__.__code__.co_stacksize < STACK
