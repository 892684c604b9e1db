"""The rule of multi-head self-attention over the positions of each image."""

from __future__ import annotations

import math

import numpy as np

from nasdsl_numpy.channels import softmax
from nasdsl_numpy.rule import Args, Array, Params


def attention(params: Params, args: Args, x: Array) -> Array:
    """The rule of `attention`: multi-head self-attention over the positions of each image.

    Values are weighted by softmaxed query-key products (Vaswani et al. 2017, section 3.2).

    Args:
        params: the matrices `query_key_value` (channels x 3 width) and `out` (width x channels),
            with biases `..._bias` if there are any.
        args: `heads`, how many heads there are.
        x: n x height x width x channels, as the result.
    """
    tokens = x.reshape(len(x), -1, x.shape[-1])
    projected = tokens @ params["query_key_value"] + params.get("query_key_value_bias", 0)
    heads = [np.split(part, int(args["heads"]), -1) for part in np.split(projected, 3, -1)]
    mixed = np.concatenate([_head(*head) for head in zip(*heads, strict=True)], -1)
    return (mixed @ params["out"] + params.get("out_bias", 0)).reshape(x.shape)


def _head(query: Array, key: Array, value: Array) -> Array:
    """One head: n x positions x width of a head, of each."""
    fits = query @ key.transpose(0, 2, 1) / math.sqrt(query.shape[-1])
    return softmax(fits) @ value
