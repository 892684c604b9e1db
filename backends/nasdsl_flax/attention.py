"""The rule of multi-head self-attention over the positions of each image."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax import Array

from nasdsl_flax.norms import precise
from nasdsl_flax.rule import Args, Context, Params


def attention(params: Params, args: Args, context: Context, x: Array) -> Array:
    """The rule of `attention`: multi-head self-attention over the positions of each image.

    Values are weighted by softmaxed query-key products (Vaswani et al. 2017, section 3.2).

    Args:
        params: the matrices `query_key_value` (channels x 3 width) and `out` (width x channels),
            with biases `..._bias` if there are any.
        args: `heads`, how many heads there are.
        context: not used.
        x: n x height x width x channels, as the result.
    """
    tokens = x.reshape(x.shape[0], -1, x.shape[-1])
    projected = _linear_map(params, "query_key_value", tokens)
    heads = projected.reshape(*tokens.shape[:2], 3, int(args["heads"]), -1)
    query, key, value = heads[:, :, 0], heads[:, :, 1], heads[:, :, 2]
    fits = precise(jnp.einsum("nqhd,nkhd->nhqk", query, key)) / query.shape[-1] ** 0.5
    shares = jax.nn.softmax(fits, -1).astype(x.dtype)
    mixed = jnp.einsum("nhqk,nkhd->nqhd", shares, value)
    return _linear_map(params, "out", mixed.reshape(*tokens.shape[:2], -1)).reshape(x.shape)


def _linear_map(params: Params, name: str, x: Array) -> Array:
    y = x @ params[name]
    return y + params[f"{name}_bias"] if f"{name}_bias" in params else y
