"""The networks of every spec of the library: what is computed of them holds for the real model."""

from __future__ import annotations

import random
from collections.abc import Iterator
from math import prod

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from flax import nnx

import nasdsl
from nasdsl.language.library import names
from nasdsl.program.architecture import Architecture

SPECS = names()


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """What was traced and compiled for one network serves no other, and fills the memory."""
    yield
    jax.clear_caches()


def drawn(spec: str, seed: int) -> Architecture:
    """A network of a spec, drawn uniformly."""
    space = nasdsl.load(spec)
    return space.decode(space.sample(random.Random(seed)))


def compare(spec: str, seed: int) -> None:
    """Parameters and output state of a network against those of its model, without any array."""
    network = drawn(spec, seed)
    state = network.program.inputs[0]
    images = jax.ShapeDtypeStruct((2, *state), jnp.float32)
    model = nnx.eval_shape(lambda: nasdsl.compile(network))
    output = nnx.eval_shape(lambda model, x: model(x), model, images)
    params = sum(prod(leaf.shape) for leaf in jax.tree.leaves(nnx.state(model, nnx.Param)))
    assert params == network.params
    assert output.shape == (2, network.program.state(network.program.output).channels)


@pytest.mark.parametrize("seed", range(30))
@pytest.mark.parametrize("spec", SPECS)
def test_model_is_as_computed(spec: str, seed: int) -> None:
    compare(spec, seed)


@pytest.mark.long
@pytest.mark.parametrize("block", range(10))
@pytest.mark.parametrize("spec", SPECS)
def test_many_models_are_as_computed(spec: str, block: int) -> None:
    for seed in range(1000 + 50 * block, 1050 + 50 * block):
        compare(spec, seed)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("spec", SPECS)
def test_model_runs_and_learns(spec: str, seed: int) -> None:
    """A user's own loop: one forward pass, one training step that moves the parameters."""
    networks = [drawn(spec, 100 * seed + i) for i in range(40)]
    network = min(networks, key=lambda n: n.macs)
    rng = np.random.default_rng(seed)
    x = jnp.asarray(rng.standard_normal((4, *network.program.inputs[0]), dtype=np.float32))
    y = jnp.arange(4)
    model = nasdsl.compile(network, seed=seed)
    optimizer = nnx.Optimizer(model, optax.sgd(1e-4), wrt=nnx.Param)

    @nnx.jit
    def step(model: nnx.Module, optimizer: nnx.Optimizer) -> tuple[jax.Array, jax.Array]:
        def loss(model: nnx.Module) -> jax.Array:
            logits = model(x)
            return optax.softmax_cross_entropy_with_integer_labels(logits, y).mean()

        value, gradients = nnx.value_and_grad(loss)(model)
        optimizer.update(model, gradients)
        return value, sum(jnp.vdot(g, g) for g in jax.tree.leaves(gradients))

    model.eval()
    assert model(x).shape == (4, 10)
    model.train()
    before = jax.tree.leaves(nnx.state(model, nnx.Param))[0].copy()
    value, slope = step(model, optimizer)
    assert np.isfinite(value)
    assert slope > 0
    assert not jnp.array_equal(before, jax.tree.leaves(nnx.state(model, nnx.Param))[0])
