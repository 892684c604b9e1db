"""Sampled networks of every space of the library: what is computed of them holds for the model."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from flax import nnx

import nasdsl
from library.models import compare, drawn
from nasdsl.language.library import spec_names
from nasdsl.program.architecture import Architecture

SPECS = [name for name in spec_names() if nasdsl.load(name).count() > 1]
POUY = ["pouy_digits", "pouy_mnist", "pouy_mnist_lr1", "pouy_mnist_projected"]


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("spec", SPECS)
def test_model_is_as_computed(spec: str, seed: int) -> None:
    compare(drawn(spec, seed))


@pytest.mark.parametrize("seed", range(2, 30))
@pytest.mark.parametrize("spec", POUY)
def test_models_are_as_computed(spec: str, seed: int) -> None:
    compare(drawn(spec, seed))


@pytest.mark.long
@pytest.mark.parametrize("spec", SPECS)
def test_many_models_are_as_computed(spec: str) -> None:
    for seed in range(100, 120):
        compare(drawn(spec, seed))


@pytest.mark.long
@pytest.mark.parametrize("block", range(10))
@pytest.mark.parametrize("spec", POUY)
def test_500_models_are_as_computed(spec: str, block: int) -> None:
    for seed in range(1000 + 50 * block, 1050 + 50 * block):
        compare(drawn(spec, seed))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("spec", POUY)
def test_model_runs_and_learns(spec: str, seed: int) -> None:
    networks = [drawn(spec, 100 * seed + i) for i in range(40)]
    train(min(networks, key=lambda network: network.macs), seed)


@pytest.mark.long
@pytest.mark.parametrize("spec", sorted(set(SPECS) - set(POUY)))
def test_model_of_each_space_learns(spec: str) -> None:
    """On small images, where a network of hundreds of operations compiles in a minute or two."""
    networks = [drawn(spec, seed, input=(32, 32, 3)) for seed in range(20)]
    train(min(networks, key=lambda network: len(network.program.steps)), 0)


def train(network: Architecture, seed: int) -> None:
    """A user's own loop: one forward pass, one training step that moves the parameters."""
    rng = np.random.default_rng(seed)
    x = jnp.asarray(rng.standard_normal((4, *network.program.inputs[0]), dtype=np.float32))
    model = nasdsl.compile(network, seed=seed)
    model.eval()
    classes = model(x).shape[-1]
    y = jnp.arange(4) % classes
    optimizer = nnx.Optimizer(model, optax.sgd(1e-4), wrt=nnx.Param)

    @nnx.jit
    def step(model: nnx.Module, optimizer: nnx.Optimizer) -> tuple[jax.Array, jax.Array]:
        def loss(model: nnx.Module) -> jax.Array:
            logits = model(x).reshape(4, -1, classes).mean(axis=1)
            return optax.softmax_cross_entropy_with_integer_labels(logits, y).mean()

        value, gradients = nnx.value_and_grad(loss)(model)
        optimizer.update(model, gradients)
        return value, sum(jnp.vdot(g, g) for g in jax.tree.leaves(gradients))

    model.train()
    before = [leaf.copy() for leaf in jax.tree.leaves(nnx.state(model, nnx.Param))]
    value, slope = step(model, optimizer)
    after = jax.tree.leaves(nnx.state(model, nnx.Param))
    assert np.isfinite(value)
    assert slope > 0
    assert not all(jnp.array_equal(a, b) for a, b in zip(before, after, strict=True))
