"""Hints for images whose size differs from a spec's input, or has its axes in another order."""

from __future__ import annotations

Sizes = tuple[int, int, int]
MOST_CHANNELS = 4  # of a picture, at most: so many in front of larger sizes are its channels


def advice(actual: Sizes, wanted: Sizes) -> str:
    """The help line for images that do not fit the `input` of a spec.

    It says to transpose the axes, to write another `input` in the spec, or to choose other data.

    Args:
        actual: height, width and channels of an image of the data set.
        wanted: height, width and channels of the spec's input.
    """
    sizes, input = _sizes_above_one(actual), _sizes_above_one(wanted)
    moved = (*sizes[1:], *sizes[:1])
    if moved == input:
        return f"channels first: transpose to n x {_sizes_text(input)}"
    if sorted(sizes) == sorted(input) and actual[-1] != wanted[-1]:
        return f"the axes are in another order: transpose to n x {_sizes_text(input)}"
    if actual[-1] != wanted[-1] and _channels_first(sizes, wanted[-1]):
        shape = _sizes_text(moved)
        return f"channels first: transpose to n x {shape}, and say 'input {shape}' in the spec"
    return f"say 'input {input_text(actual, wanted)}' in the spec, or choose other data"


def input_text(sizes: Sizes, wanted: Sizes) -> str:
    """The sizes of an image as the spec's `input` would write them: `28 x 28`.

    Sizes of 1 are left out where the spec's present input leaves them out too.

    Args:
        sizes: height, width and channels of an image.
        wanted: height, width and channels of the spec's present input.
    """
    return _sizes_text(
        _sizes_above_one(sizes) if len(_sizes_above_one(sizes)) <= _axes(wanted) < 3 else sizes
    )


def _channels_first(sizes: tuple[int, ...], channels: int) -> bool:
    if len(sizes) < 2 or sizes[0] >= sizes[-1]:
        return False
    return sizes[0] == channels or (len(sizes) == 3 and sizes[0] <= MOST_CHANNELS)


def _axes(shape: Sizes) -> int:
    """How many sizes `input` states of such a tensor, at least."""
    height, width, _ = shape
    return 3 if width > 1 else 2 if height > 1 else 1


def _sizes_above_one(shape: Sizes) -> tuple[int, ...]:
    """The sizes that are more than 1."""
    return tuple(n for n in shape if n > 1)


def _sizes_text(sizes: tuple[int, ...]) -> str:
    return " x ".join(map(str, sizes)) or "1"
