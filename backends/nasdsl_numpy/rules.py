"""The table of rules, one for each operation. All tensors are n x height x width x channels."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

import numpy as np

from nasdsl_numpy import channels, conv, norms, pointwise, pools, positions
from nasdsl_numpy.attention import attention
from nasdsl_numpy.rule import NumpyRule, pure, stateless

RULES: Mapping[str, NumpyRule] = {
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
    "attention": stateless(attention),
    "position_embedding": stateless(positions.position_embedding),
    "class_token": stateless(positions.class_token),
    "first_token": pure(positions.first_token),
    "add": pure(lambda *xs: reduce(np.add, xs)),
    "multiply": pure(lambda *xs: reduce(np.multiply, xs)),
    "mean": pure(lambda *xs: reduce(np.add, xs) / len(xs)),
    "max": pure(lambda *xs: reduce(np.maximum, xs)),
    "concat": pure(lambda *xs: np.concatenate(xs, -1)),
}
