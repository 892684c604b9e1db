"""The table: one rule for each operation. All tensors are n x height x width x channels."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

import numpy as np

from nasdsl_numpy import channels, conv, norms, pointwise, pools, positions
from nasdsl_numpy.attention import attention, attention_leaves
from nasdsl_numpy.rule import Rule, pure, stateless

RULES: Mapping[str, Rule] = {
    "conv": stateless(conv.conv, conv.conv_leaves),
    "depthwise_conv": stateless(conv.depthwise, conv.depthwise_leaves),
    "separable_conv": stateless(conv.separable, conv.separable_leaves),
    "transposed_conv": stateless(conv.transposed, conv.transposed_leaves),
    "fit": stateless(conv.fit, conv.fit_leaves),
    "max_pool": stateless(pools.max_pool),
    "avg_pool": stateless(pools.avg_pool),
    "global_avg_pool": pure(pools.global_avg_pool),
    "global_max_pool": pure(pools.global_max_pool),
    "dense": stateless(channels.dense, channels.dense_leaves),
    "softmax": pure(channels.softmax),
    "part": stateless(channels.part),
    "channel_shuffle": stateless(channels.channel_shuffle),
    "squeeze_excite": stateless(channels.squeeze_excite, channels.squeeze_excite_leaves),
    "batch_norm": Rule(norms.batch_norm, norms.norm_leaves, norms.norm_stats),
    "layer_norm": stateless(norms.layer_norm, norms.norm_leaves),
    "group_norm": stateless(norms.group_norm, norms.norm_leaves),
    "instance_norm": stateless(norms.instance_norm, norms.norm_leaves),
    "local_response_norm": stateless(norms.local_response_norm),
    "relu": pure(pointwise.relu),
    "relu6": pure(pointwise.relu6),
    "leaky_relu": stateless(pointwise.leaky_relu),
    "elu": stateless(pointwise.elu),
    "gelu": pure(pointwise.gelu),
    "silu": pure(pointwise.silu),
    "hard_swish": pure(pointwise.hard_swish),
    "hard_sigmoid": pure(pointwise.hard_sigmoid),
    "sigmoid": pure(pointwise.sigmoid),
    "tanh": pure(np.tanh),
    "scale": stateless(pointwise.scale),
    "dropout": pure(lambda x: x),  # what is random has no reference
    "flatten": pure(positions.flatten),
    "zero": stateless(positions.zero),
    "pad": stateless(positions.pad),
    "repeat": stateless(positions.repeat),
    "upsample": stateless(positions.upsample),
    "attention": stateless(attention, attention_leaves),
    "position_embedding": stateless(
        positions.position_embedding, positions.position_embedding_leaves
    ),
    "class_token": stateless(positions.class_token, positions.class_token_leaves),
    "first_token": pure(positions.first_token),
    "add": pure(lambda *xs: reduce(np.add, xs)),
    "multiply": pure(lambda *xs: reduce(np.multiply, xs)),
    "mean": pure(lambda *xs: reduce(np.add, xs) / len(xs)),
    "max": pure(lambda *xs: reduce(np.maximum, xs)),
    "concat": pure(lambda *xs: np.concatenate(xs, -1)),
}
