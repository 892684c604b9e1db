"""A network beside its Flax model, without any array."""

from __future__ import annotations

import random
from contextlib import suppress
from math import prod

import jax
import jax.numpy as jnp
from flax import nnx

import nasdsl
from nasdsl.program.architecture import Architecture
from nasdsl.program.shapes import InvalidNetwork


def drawn(spec: str, seed: int, input: tuple[int, int, int] | None = None) -> Architecture:
    """A network of a spec, drawn uniformly from those whose shapes fit."""
    space, rng = nasdsl.load(spec, input=input), random.Random(seed)
    while True:
        with suppress(InvalidNetwork):
            return space.decode(space.sample(rng))


def compare(network: Architecture) -> None:
    """Parameters and output state of a network against those of its model."""
    (state,) = network.program.inputs
    images = jax.ShapeDtypeStruct((2, *state), jnp.float32)
    model = nnx.eval_shape(lambda: nasdsl.compile(network))
    output = nnx.eval_shape(lambda model, x: model(x), model, images)
    params = sum(prod(leaf.shape) for leaf in jax.tree.leaves(nnx.state(model, nnx.Param)))
    assert params == network.params
    height, width, channels = network.program.state(network.program.output)
    flat = (2, channels) if height == width == 1 else (2, height, width, channels)
    assert output.shape == flat
