"""The table of rules, one for each operation. All tensors are n x height x width x channels."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

import jax
import jax.numpy as jnp
from jax import Array

from nasdsl_flax import channels, conv, norms, pointwise, pools, positions
from nasdsl_flax.attention import attention
from nasdsl_flax.rule import FlaxRule, pure, stateless


def _mean(*xs: Array) -> Array:
    return reduce(jnp.add, xs) / len(xs)


RULES: Mapping[str, FlaxRule] = {
    "conv": stateless(conv.conv),
    "depthwise_conv": stateless(conv.depthwise),
    "separable_conv": stateless(conv.separable),
    "transposed_conv": stateless(conv.transposed),
    "fit": stateless(conv.fit),
    "max_pool": stateless(pools.max_pool),
    "avg_pool": stateless(pools.avg_pool),
    "global_avg_pool": pure(pools.global_avg_pool),
    "global_max_pool": pure(pools.global_max_pool),
    "dense": stateless(channels.dense),
    "softmax": pure(channels.softmax),
    "part": stateless(channels.part),
    "channel_shuffle": stateless(channels.channel_shuffle),
    "squeeze_excite": stateless(channels.squeeze_excite),
    "batch_norm": norms.batch_norm,
    "layer_norm": stateless(norms.layer_norm),
    "group_norm": stateless(norms.group_norm),
    "instance_norm": stateless(norms.instance_norm),
    "local_response_norm": stateless(norms.local_response_norm),
    "relu": pure(jax.nn.relu),
    "relu6": pure(jax.nn.relu6),
    "leaky_relu": stateless(pointwise.leaky_relu),
    "elu": stateless(pointwise.elu),
    "gelu": pure(pointwise.gelu),
    "silu": pure(jax.nn.silu),
    "hard_swish": pure(jax.nn.hard_swish),
    "hard_sigmoid": pure(jax.nn.hard_sigmoid),
    "sigmoid": pure(jax.nn.sigmoid),
    "tanh": pure(jnp.tanh),
    "scale": stateless(pointwise.scale),
    "dropout": stateless(pointwise.dropout),
    "flatten": pure(positions.flatten),
    "zero": stateless(positions.zero),
    "pad": stateless(positions.pad),
    "repeat": stateless(positions.repeat),
    "upsample": stateless(positions.upsample),
    "attention": stateless(attention),
    "position_embedding": stateless(positions.position_embedding),
    "class_token": stateless(positions.class_token),
    "first_token": pure(positions.first_token),
    "item": stateless(lambda params, args, context, xs: xs[int(args["number"])]),
    "absent": pure(jnp.zeros_like),
    "add": pure(lambda *xs: reduce(jnp.add, xs)),
    "multiply": pure(lambda *xs: reduce(jnp.multiply, xs)),
    "mean": pure(_mean),
    "max": pure(lambda *xs: reduce(jnp.maximum, xs)),
    "concat": pure(lambda *xs: jnp.concatenate(xs, -1)),
}
