"""Windows that slide over an image: the common part of convolutions and pools."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from nasdsl_numpy.rule import Args, Array


def taps(args: Args) -> tuple[int, int]:
    """Height and width of an operation's window, in positions, from its arguments."""
    return int(args["height"]), int(args["width"])


def windows(x: Array, args: Args, fill: float) -> Array:
    """The values inside a window at each of its places, which form rows and columns.

    Args:
        x: n x height x width x channels.
        args: `height`, `width`, `stride`, `padding` and, if there is one, `dilation`.
        fill: the value of the padding.

    Returns:
        n x rows x columns x channels x window height x window width.
    """
    stride, dilation = int(args["stride"]), int(args.get("dilation", 1))
    reach = [(count - 1) * dilation + 1 for count in taps(args)]
    around = [_padding(args, size, r) for size, r in zip(x.shape[1:3], reach, strict=True)]
    padded = np.pad(x, [(0, 0), *around, (0, 0)], constant_values=fill)
    seen = sliding_window_view(padded, reach, (1, 2))
    return seen[:, ::stride, ::stride, :, ::dilation, ::dilation]


def _padding(args: Args, size: int, reach: int) -> tuple[int, int]:
    """Positions before and after an axis: `same` gives ceil(size / stride), the odd one after."""
    match args["padding"]:
        case "same":
            stride = int(args["stride"])
            missing = max((-(-size // stride) - 1) * stride + reach - size, 0)
            return missing // 2, missing - missing // 2
        case "valid":
            return 0, 0
        case number:
            return int(number), int(number)
