"""The table: one rule for each operation. All tensors are n x height x width x channels."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import reduce

import jax
import jax.numpy as jnp
from jax import Array, lax

from nasdsl.program.graph import State
from nasdsl_flax import conv
from nasdsl_flax.draw import Leaf
from nasdsl_flax.rule import Args, Context, Leaves, Params, Rule

MOMENTUM = 0.9
EPSILON = 1e-5


def dense_leaves(args: Args, states: tuple[State, ...]) -> Leaves:
    """`kernel` (channels x units) and `bias`."""
    units = int(args["units"])
    return {"kernel": conv.kernel_leaf(states[0].channels, units)} | conv.bias_leaf(args, units)


def dense(params: Params, args: Args, context: Context, x: Array) -> Array:
    """A matrix product on the channels of each position."""
    return conv.biased(x @ params["kernel"], params)


def max_pool(params: Params, args: Args, context: Context, x: Array) -> Array:
    """The largest value of each window; padding never wins."""
    return slide(x, args, jnp.maximum, -jnp.inf)


def avg_pool(params: Params, args: Args, context: Context, x: Array) -> Array:
    """The mean of each window's values, of those alone that are not padding."""
    totals = slide(x, args, jnp.add, 0.0)
    counts = slide(jnp.ones((1, *x.shape[1:3], 1), x.dtype), args, jnp.add, 0.0)
    return totals / counts


def slide(x: Array, args: Args, join: Callable[[Array, Array], Array], pad: float) -> Array:
    """`join` over all places of a window, first down the columns, then along the rows.

    Shifted copies are joined, an axis at a time: on a CPU the gradient of this is 15 times faster
    than that of XLA's window reduction.
    """
    taps = int(args["height"]), int(args["width"])
    moves = conv.window(args, (x.shape[1], x.shape[2]), taps)
    x = jnp.pad(x, ((0, 0), *moves.pads, (0, 0)), constant_values=pad)
    for axis, size, stride in zip((1, 2), taps, moves.strides, strict=True):
        stops = [x.shape[axis] - size + tap + 1 for tap in range(size)]
        x = reduce(join, (lax.slice_in_dim(x, t, s, stride, axis) for t, s in enumerate(stops)))
    return x


def norm_leaves(args: Args, states: tuple[State, ...]) -> Leaves:
    """`scale` and `bias`, one a channel."""
    shape = (states[0].channels,)
    return {"scale": Leaf(shape, mean=1.0), "bias": Leaf(shape)}


def norm_stats(args: Args, states: tuple[State, ...]) -> Leaves:
    """The running `mean` and `var`, one a channel."""
    shape = (states[0].channels,)
    return {"mean": Leaf(shape), "var": Leaf(shape, mean=1.0)}


def batch_norm(
    params: Params, stats: Params, args: Args, context: Context, x: Array
) -> tuple[Array, Params]:
    """Each channel with mean 0 and variance 1, then scaled and shifted (Ioffe and Szegedy 2015).

    In training the batch's own statistics are used, and the running ones move towards them by a
    tenth; the arithmetic of both is float32 whatever the type of `x`.
    """
    now = batch_stats(x) if context.train else stats
    factor = lax.rsqrt(now["var"] + EPSILON) * params["scale"]
    y = ((x - now["mean"]) * factor + params["bias"]).astype(x.dtype)
    if not context.train:
        return y, stats
    return y, {name: MOMENTUM * stats[name] + (1 - MOMENTUM) * now[name] for name in stats}


def batch_stats(x: Array) -> Params:
    """The `mean` and the (biased) `var` of each channel over batch and positions."""
    x = x.astype(jnp.promote_types(x.dtype, jnp.float32))
    mean = jnp.mean(x, (0, 1, 2))
    square = jnp.mean(jnp.square(x), (0, 1, 2))
    return {"mean": mean, "var": jnp.maximum(square - jnp.square(mean), 0)}


def dropout(params: Params, args: Args, context: Context, x: Array) -> Array:
    """Each value zero with probability `rate`, the others scaled to keep the mean."""
    if context.key is None:
        return x
    keep = 1 - float(args["rate"])
    kept = jax.random.bernoulli(context.key, keep, x.shape)
    return jnp.where(kept, x / keep, 0)


def pad(params: Params, args: Args, context: Context, x: Array) -> Array:
    """Zeros below, to the right, and as new channels, up to the state that `args` name."""
    target = [int(args[axis]) for axis in ("height", "width", "channels")]
    after = [(0, new - old) for new, old in zip(target, x.shape[1:], strict=True)]
    return jnp.pad(x, [(0, 0), *after])


def zero(params: Params, args: Args, context: Context, x: Array) -> Array:
    """Zeros, as many as a `stride` leaves."""
    stride = int(args["stride"])
    return jnp.zeros_like(x[:, ::stride, ::stride])


def _flatten(x: Array) -> Array:
    return x.reshape(x.shape[0], 1, 1, math.prod(x.shape[1:]))


def _mean(*xs: Array) -> Array:
    return reduce(jnp.add, xs) / len(xs)


def _stateless(apply: Callable[..., Array]) -> Callable[..., tuple[Array, Params]]:
    """A rule's `apply` from one that has no statistics."""
    return lambda params, stats, *rest: (apply(params, *rest), stats)


def _pure(function: Callable[..., Array]) -> Rule:
    """The rule of a function of the inputs alone."""
    return Rule(lambda params, stats, args, context, *xs: (function(*xs), stats))


RULES = {
    "conv": Rule(_stateless(conv.conv), conv.conv_leaves),
    "depthwise_conv": Rule(_stateless(conv.depthwise), conv.depthwise_leaves),
    "separable_conv": Rule(_stateless(conv.separable), conv.separable_leaves),
    "fit": Rule(_stateless(conv.fit), conv.fit_leaves),
    "dense": Rule(_stateless(dense), dense_leaves),
    "max_pool": Rule(_stateless(max_pool)),
    "avg_pool": Rule(_stateless(avg_pool)),
    "global_avg_pool": _pure(lambda x: jnp.mean(x, (1, 2), keepdims=True)),
    "flatten": _pure(_flatten),
    "relu": _pure(jax.nn.relu),
    "batch_norm": Rule(batch_norm, norm_leaves, norm_stats),
    "dropout": Rule(_stateless(dropout)),
    "zero": Rule(_stateless(zero)),
    "pad": Rule(_stateless(pad)),
    "add": _pure(lambda *xs: reduce(jnp.add, xs)),
    "multiply": _pure(lambda *xs: reduce(jnp.multiply, xs)),
    "mean": _pure(_mean),
    "max": _pure(lambda *xs: reduce(jnp.maximum, xs)),
    "concat": _pure(lambda *xs: jnp.concatenate(xs, -1)),
}
