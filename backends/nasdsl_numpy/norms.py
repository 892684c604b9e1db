"""Rules of normalisations: values minus their mean, divided by their standard deviation."""

from __future__ import annotations

import numpy as np

from nasdsl_numpy.rule import Args, Array, Params


def batch_norm(
    params: Params, stats: Params, args: Args, training: bool, x: Array
) -> tuple[Array, Params]:
    """The rule of `batch_norm`: each channel normalised over batch and positions, scaled, shifted.

    Ioffe and Szegedy 2015. In training the batch's own statistics are used, the variance being the
    biased one, and the running ones move towards them by 1 - `momentum`.

    Args:
        params: `scale` and `bias`, one number a channel.
        stats: the running `mean` and `var`, one number a channel.
        args: `epsilon` and `momentum`.
        training: whether it is training.
        x: n x height x width x channels.

    Returns:
        The normalised tensor, and the running statistics afterwards.
    """
    batch = {"mean": x.mean((0, 1, 2)), "var": x.var((0, 1, 2))}
    used = batch if training else stats
    standard = (x - used["mean"]) / np.sqrt(used["var"] + float(args["epsilon"]))
    share = float(args["momentum"])
    moved = {name: share * stats[name] + (1 - share) * batch[name] for name in stats}
    return standard * params["scale"] + params["bias"], moved if training else stats


def layer_norm(params: Params, args: Args, x: Array) -> Array:
    """The rule of `layer_norm`: each position normalised over its channels, scaled, shifted.

    Ba, Kiros, Hinton 2016.

    Args:
        params: `scale` and `bias`, one number a channel.
        args: `epsilon`.
        x: n x height x width x channels, as the result.
    """
    return _standard(x, (-1,), args) * params["scale"] + params["bias"]


def instance_norm(params: Params, args: Args, x: Array) -> Array:
    """The rule of `instance_norm`: each channel of each image normalised over its positions.

    Ulyanov et al. 2016.

    Args:
        params: `scale` and `bias`, one number a channel, applied afterwards.
        args: `epsilon`.
        x: n x height x width x channels, as the result.
    """
    return _standard(x, (1, 2), args) * params["scale"] + params["bias"]


def group_norm(params: Params, args: Args, x: Array) -> Array:
    """The rule of `group_norm`: each group of channels of each image normalised.

    Wu and He 2018.

    Args:
        params: `scale` and `bias`, one number a channel, applied afterwards.
        args: `groups`, into how many groups the channels are split, and `epsilon`.
        x: n x height x width x channels, as the result.
    """
    groups = np.split(x, int(args["groups"]), -1)
    y = np.concatenate([_standard(group, (1, 2, 3), args) for group in groups], -1)
    return y * params["scale"] + params["bias"]


def _standard(x: Array, axes: tuple[int, ...], args: Args) -> Array:
    """The tensor with mean 0 and variance 1 over these axes."""
    deviation = np.sqrt(x.var(axes, keepdims=True) + float(args["epsilon"]))
    return (x - x.mean(axes, keepdims=True)) / deviation


def local_response_norm(params: Params, args: Args, x: Array) -> Array:
    """The rule of `local_response_norm`: each value divided by a measure of those around it.

    That is a power of the mean square of nearby channels at the same position. Krizhevsky et al.
    2012, section 3.3, with `alpha` times a mean in place of a sum.

    Args:
        params: empty.
        args: `size`, how many channels are nearby; and `k`, `alpha` and `beta` of the formula.
        x: n x height x width x channels, as the result.
    """
    size = int(args["size"])
    alpha, beta, k = (float(args[name]) for name in ("alpha", "beta", "k"))
    y = np.empty_like(x)
    for c in range(x.shape[-1]):
        around = x[..., max(c - size // 2, 0) : c + (size - 1) // 2 + 1]
        y[..., c] = x[..., c] / (k + alpha * (around**2).sum(-1) / size) ** beta
    return y
