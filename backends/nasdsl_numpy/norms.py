"""Normalisations: values minus their mean, divided by their standard deviation."""

from __future__ import annotations

import numpy as np

from nasdsl_numpy.rule import Args, Array, Params


def batch_norm(
    params: Params, stats: Params, args: Args, training: bool, x: Array
) -> tuple[Array, Params]:
    """Each channel normalised by the batch's statistics, or the running ones when not in training.

    Ioffe and Szegedy 2015. In training the running statistics move by a tenth towards those of the
    batch, of which the variance is the biased one.
    """
    batch = {"mean": x.mean((0, 1, 2)), "var": x.var((0, 1, 2))}
    used = batch if training else stats
    standard = (x - used["mean"]) / np.sqrt(used["var"] + float(args["epsilon"]))
    share = float(args["momentum"])
    moved = {name: share * stats[name] + (1 - share) * batch[name] for name in stats}
    return standard * params["scale"] + params["bias"], moved if training else stats


def layer_norm(params: Params, args: Args, x: Array) -> Array:
    """Each position normalised over its channels (Ba, Kiros, Hinton 2016)."""
    return _standard(x, (-1,), args) * params["scale"] + params["bias"]


def instance_norm(params: Params, args: Args, x: Array) -> Array:
    """Each channel of each image normalised over its positions (Ulyanov et al. 2016)."""
    return _standard(x, (1, 2), args) * params["scale"] + params["bias"]


def group_norm(params: Params, args: Args, x: Array) -> Array:
    """Each group of channels of each image normalised over channels and positions.

    Wu and He 2018.
    """
    groups = np.split(x, int(args["groups"]), -1)
    y = np.concatenate([_standard(group, (1, 2, 3), args) for group in groups], -1)
    return y * params["scale"] + params["bias"]


def _standard(x: Array, axes: tuple[int, ...], args: Args) -> Array:
    """The tensor with mean 0 and variance 1 over these axes."""
    deviation = np.sqrt(x.var(axes, keepdims=True) + float(args["epsilon"]))
    return (x - x.mean(axes, keepdims=True)) / deviation


def local_response_norm(params: Params, args: Args, x: Array) -> Array:
    """Each value divided by a power of the mean square of neighbouring channels.

    Krizhevsky et al. 2012, section 3.3, with `alpha` times a mean in place of a sum.
    """
    size = int(args["size"])
    alpha, beta, k = (float(args[name]) for name in ("alpha", "beta", "k"))
    y = np.empty_like(x)
    for c in range(x.shape[-1]):
        around = x[..., max(c - size // 2, 0) : c + (size - 1) // 2 + 1]
        y[..., c] = x[..., c] / (k + alpha * (around**2).sum(-1) / size) ** beta
    return y
