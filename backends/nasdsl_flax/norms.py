"""Rules of normalisations: their arithmetic is float32 whatever the type of the tensor."""

from __future__ import annotations

import jax.numpy as jnp
from jax import Array, lax

from nasdsl_flax.rule import Args, Context, Params


def batch_norm(
    params: Params, stats: Params, args: Args, context: Context, x: Array
) -> tuple[Array, Params]:
    """The rule of `batch_norm`: each channel normalised over batch and positions, scaled, shifted.

    Ioffe and Szegedy 2015. In training the batch's own statistics are used, and the running ones
    move towards them by 1 - `momentum`.

    Args:
        params: `scale` and `bias`, one number a channel.
        stats: the running `mean` and `var`, one number a channel.
        args: `epsilon` and `momentum`.
        context: whether it is training.
        x: n x height x width x channels.

    Returns:
        The normalised tensor, and the running statistics afterwards.
    """
    now = batch_stats(x) if context.train else stats
    factor = lax.rsqrt(now["var"] + float(args["epsilon"])) * params["scale"]
    y = ((x - now["mean"]) * factor + params["bias"]).astype(x.dtype)
    if not context.train:
        return y, stats
    share = float(args["momentum"])
    return y, {name: share * stats[name] + (1 - share) * now[name] for name in stats}


def batch_stats(x: Array) -> Params:
    """The `mean` and the (biased) `var` of each channel over batch and positions.

    Args:
        x: n x height x width x channels.
    """
    x = precise(x)
    mean = jnp.mean(x, (0, 1, 2))
    square = jnp.mean(jnp.square(x), (0, 1, 2))
    return {"mean": mean, "var": jnp.maximum(square - jnp.square(mean), 0)}


def layer_norm(params: Params, args: Args, context: Context, x: Array) -> Array:
    """The rule of `layer_norm`: each position normalised over its channels, scaled, shifted.

    Ba, Kiros, Hinton 2016.

    Args:
        params: `scale` and `bias`, one number a channel.
        args: `epsilon`.
        context: not used.
        x: n x height x width x channels, as the result.
    """
    return scaled(standard(precise(x), (-1,), args), params, x)


def instance_norm(params: Params, args: Args, context: Context, x: Array) -> Array:
    """The rule of `instance_norm`: each channel of each image normalised over its positions.

    Ulyanov et al. 2016.

    Args:
        params: `scale` and `bias`, one number a channel, applied afterwards.
        args: `epsilon`.
        context: not used.
        x: n x height x width x channels, as the result.
    """
    return scaled(standard(precise(x), (1, 2), args), params, x)


def group_norm(params: Params, args: Args, context: Context, x: Array) -> Array:
    """The rule of `group_norm`: each group of channels of each image normalised.

    Wu and He 2018.

    Args:
        params: `scale` and `bias`, one number a channel, applied afterwards.
        args: `groups`, into how many groups the channels are split, and `epsilon`.
        context: not used.
        x: n x height x width x channels, as the result.
    """
    groups = precise(x).reshape(*x.shape[:3], int(args["groups"]), -1)
    return scaled(standard(groups, (1, 2, 4), args).reshape(x.shape), params, x)


def local_response_norm(params: Params, args: Args, context: Context, x: Array) -> Array:
    """The rule of `local_response_norm`: each value divided by a measure of those around it.

    That is a power of the mean square of nearby channels at the same position. Krizhevsky et al.
    2012, section 3.3, with `alpha` times a mean in place of a sum.

    Args:
        params: empty.
        args: `size`, how many channels are nearby; and `k`, `alpha` and `beta` of the formula.
        context: not used.
        x: n x height x width x channels, as the result.
    """
    size, wide = int(args["size"]), precise(x)
    square = jnp.pad(jnp.square(wide), ((0, 0), (0, 0), (0, 0), (size // 2, (size - 1) // 2)))
    stops = range(x.shape[-1], square.shape[-1] + 1)
    around = sum(square[..., start:stop] for start, stop in enumerate(stops)) / size
    power = (float(args["k"]) + float(args["alpha"]) * around) ** float(args["beta"])
    return (wide / power).astype(x.dtype)


def precise(x: Array) -> Array:
    """The tensor in float32, or unchanged if its type is at least as precise."""
    return x.astype(jnp.promote_types(x.dtype, jnp.float32))


def standard(x: Array, axes: tuple[int, ...], args: Args) -> Array:
    """The tensor with mean 0 and variance 1 over some axes.

    Args:
        x: a tensor.
        axes: the axes over which mean and variance are taken.
        args: `epsilon`, which is added to the variance.
    """
    x = x - jnp.mean(x, axes, keepdims=True)
    return x * lax.rsqrt(jnp.mean(jnp.square(x), axes, keepdims=True) + float(args["epsilon"]))


def scaled(y: Array, params: Params, x: Array) -> Array:
    """A normalised tensor, times a scale and plus a shift for each channel.

    Args:
        y: the tensor.
        params: `scale` and `bias`, one number a channel.
        x: a tensor whose type the result has.
    """
    return (y * params["scale"] + params["bias"]).astype(x.dtype)
