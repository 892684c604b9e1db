"""Operations on positions: resizing, padding, embeddings of positions, class tokens."""

from __future__ import annotations

import numpy as np

from nasdsl_numpy.rule import Args, Array, Params


def flatten(x: Array) -> Array:
    """One position with the channels of all positions."""
    return x.reshape(len(x), 1, 1, -1)


def zero(params: Params, args: Args, x: Array) -> Array:
    """A tensor of zeros, with the positions that a `stride` leaves."""
    stride = int(args["stride"])
    return np.zeros_like(x[:, ::stride, ::stride])


def pad(params: Params, args: Args, x: Array) -> Array:
    """Zeros added below, at the right and as new channels, up to the shape that `args` name."""
    y = np.zeros((len(x), *(int(args[axis]) for axis in ("height", "width", "channels"))))
    y[:, : x.shape[1], : x.shape[2], : x.shape[3]] = x
    return y


def upsample(params: Params, args: Args, x: Array) -> Array:
    """Each position `factor` times in each direction."""
    factor = int(args["factor"])
    return _repeated(x, factor, factor)


def repeat(params: Params, args: Args, x: Array) -> Array:
    """Each position `height` times below itself and `width` times beside itself."""
    return _repeated(x, int(args["height"]), int(args["width"]))


def _repeated(x: Array, height: int, width: int) -> Array:
    return x.repeat(height, 1).repeat(width, 2)


def position_embedding(params: Params, args: Args, x: Array) -> Array:
    """The tensor plus a trained vector for each position."""
    return x + params["embedding"]


def class_token(params: Params, args: Args, x: Array) -> Array:
    """All positions, row by row, in one column below a trained token."""
    n, height, width, channels = x.shape
    y = np.empty((n, 1 + height * width, 1, channels))
    y[:, 0, 0] = params["token"]
    y[:, 1:, 0] = x.reshape(n, -1, channels)
    return y


def first_token(x: Array) -> Array:
    """The first position alone, which is the class token."""
    return x[:, :1, :1]
