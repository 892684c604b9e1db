"""A network as users write it today: an `nnx.Module` of Flax's own layers.

It is what `programs.py` compares with, so nothing of nasdsl's own rules is in it.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

import jax
import jax.numpy as jnp
from flax import nnx
from jax import Array


class PlainNetwork(nnx.Module):
    """The layers of a network's operations, called in their order.

    Args:
        program: a network without open decisions.
        rngs: the randomness of parameters and dropout.
    """

    def __init__(self, program: Any, rngs: nnx.Rngs) -> None:
        self.program = program
        self.layers = nnx.data(
            {
                str(number): layers
                for number, step in enumerate(program.steps)
                if (layers := _layers(step, program.state(step.inputs[0]).channels, rngs))
            }
        )

    def __call__(self, x: Array) -> Array:
        """The logits of a batch, n x height x width x channels."""
        tensors = [x]
        for number, step in enumerate(self.program.steps):
            inputs = [tensors[tensor] for tensor in step.inputs]
            layers = self.layers.get(str(number))
            if layers is not None:
                tensors.append(reduce(lambda y, layer: layer(y), layers, inputs[0]))
            else:
                tensors.append(_applied(step.op, dict(step.args), inputs))
        return tensors[self.program.output].reshape(len(x), -1)


def _layers(step: Any, channels: int, rngs: nnx.Rngs) -> Any:
    args = dict(step.args)
    bias = args.get("bias") == "yes"
    kernel = (int(args.get("height", 1)), int(args.get("width", 1)))
    stride = int(args.get("stride", 1))
    filters = int(args.get("filters", 0))
    match step.op:
        case "conv":
            layers = [nnx.Conv(channels, filters, kernel, stride, use_bias=bias, rngs=rngs)]
        case "separable_conv":
            layers = [
                nnx.Conv(
                    channels, channels, kernel, stride,
                    feature_group_count=channels, use_bias=False, rngs=rngs,
                ),
                nnx.Conv(channels, filters, (1, 1), use_bias=bias, rngs=rngs),
            ]  # fmt: skip
        case "fit":
            strides = int(args["stride_height"]), int(args["stride_width"])
            layers = [nnx.Conv(channels, filters, (1, 1), strides, use_bias=False, rngs=rngs)]
        case "dense":
            layers = [nnx.Linear(channels, int(args["units"]), rngs=rngs)]
        case "batch_norm":
            layers = [nnx.BatchNorm(channels, momentum=0.9, rngs=rngs)]
        case "dropout":
            layers = [nnx.Dropout(float(args["rate"]), rngs=rngs)]
        case _:
            return None
    return nnx.List(layers)


def _applied(op: str, args: dict[str, Any], xs: list[Array]) -> Array:
    x = xs[0]
    kernel = (int(args.get("height", 1)), int(args.get("width", 1)))
    strides = (int(args.get("stride", 1)),) * 2
    match op:
        case "max_pool":
            return nnx.max_pool(x, kernel, strides, "SAME")
        case "avg_pool":
            return nnx.avg_pool(x, kernel, strides, "SAME", count_include_pad=False)
        case "global_avg_pool":
            return x.mean((1, 2), keepdims=True)
        case "relu":
            return jax.nn.relu(x)
        case "tanh":
            return jnp.tanh(x)
        case "flatten":
            return x.reshape(len(x), 1, 1, -1)
        case "zero":
            return jnp.zeros_like(x[:, :: strides[0], :: strides[1]])
        case "add":
            return reduce(jnp.add, xs)
        case "concat":
            return jnp.concatenate(xs, -1)
        case _:
            raise NotImplementedError(op)
