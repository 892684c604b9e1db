"""What users get: an `nnx.Module` that Flax's own tools take."""

from __future__ import annotations

import gc
from fractions import Fraction

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from flax import nnx
from nasdsl_flax import backend

from backends.flax_programs import SMALL, halves, network, row
from nasdsl.errors import BackendError
from nasdsl.program.architecture import Architecture
from nasdsl.program.graph import Apply, Program, State

NETWORK = network(
    ("conv", {"height": 3, "filters": 4}),
    ("batch_norm", {}),
    ("relu", {}),
    ("dropout", {"rate": Fraction(1, 2)}),
)
X = jnp.asarray(np.random.default_rng(0).standard_normal((6, *SMALL)), jnp.float32)


def test_its_parameters_are_the_architecture_s() -> None:
    model = backend.compile(NETWORK)
    leaves = jax.tree.leaves(nnx.state(model, nnx.Param))
    assert sum(leaf.size for leaf in leaves) == NETWORK.params
    assert len(jax.tree.leaves(nnx.state(model, nnx.BatchStat))) == 2


def test_a_seed_has_one_model() -> None:
    def draws(seed: int) -> list[jax.Array]:
        return jax.tree.leaves(nnx.state(backend.compile(NETWORK, seed=seed), nnx.Param))

    assert all(map(jnp.array_equal, draws(1), draws(1)))
    assert not all(map(jnp.array_equal, draws(1), draws(2)))


def test_a_seed_may_have_32_bits() -> None:
    backend.compile(NETWORK, seed=2**32 - 1)


def test_abstract_build_makes_no_array() -> None:
    gc.collect()
    before = len(jax.live_arrays())
    model = nnx.eval_shape(lambda: backend.compile(NETWORK))
    leaves = jax.tree.leaves(nnx.state(model, nnx.Param))
    assert all(isinstance(leaf, jax.ShapeDtypeStruct) for leaf in leaves)
    assert len(jax.live_arrays()) == before
    output = nnx.eval_shape(lambda model, x: model(x), model, X)
    assert output.shape == (6, 2)


def test_a_user_s_loop_trains_it() -> None:
    model = backend.compile(NETWORK)
    optimizer = nnx.Optimizer(model, optax.adam(0.02), wrt=nnx.Param)
    data = halves(64)
    x, y = jnp.asarray(data.x, jnp.float32) / 255, jnp.asarray(data.y)

    @nnx.jit
    def step(model: nnx.Module, optimizer: nnx.Optimizer) -> jax.Array:
        def loss(model: nnx.Module) -> jax.Array:
            return optax.softmax_cross_entropy_with_integer_labels(model(x), y).mean()

        value, gradients = nnx.value_and_grad(loss)(model)
        optimizer.update(model, gradients)
        return value

    losses = [float(step(model, optimizer)) for _ in range(60)]
    model.eval()
    assert losses[-1] < 0.5 * losses[0]
    assert (model(x).argmax(-1) == y).mean() > 0.9


def test_evaluation_drops_nothing_and_moves_no_statistics() -> None:
    model = backend.compile(NETWORK)
    model.eval()
    stats = jax.tree.map(jnp.copy, nnx.state(model, nnx.BatchStat))
    assert jnp.array_equal(model(X), model(X))
    assert jax.tree.all(jax.tree.map(jnp.array_equal, stats, nnx.state(model, nnx.BatchStat)))
    assert jnp.allclose(model(X)[:1], model(X[:1]), atol=1e-6)


def test_training_drops_values_and_moves_statistics() -> None:
    model = backend.compile(NETWORK)
    model.train()
    stats = jax.tree.map(jnp.copy, nnx.state(model, nnx.BatchStat))
    assert not jnp.array_equal(model(X), model(X))
    assert not jax.tree.all(jax.tree.map(jnp.array_equal, stats, nnx.state(model, nnx.BatchStat)))


def test_it_splits_and_merges() -> None:
    model = backend.compile(NETWORK)
    model.eval()
    again = nnx.merge(*nnx.split(model))
    assert jnp.array_equal(model(X), again(X))


def test_several_positions_stay() -> None:
    model = backend.compile(Architecture(row(State(5, 5, 1), ("conv", {"height": 3}))))
    assert model(jnp.zeros((2, 5, 5, 1))).shape == (2, 5, 5, 1)


def test_an_operation_without_a_rule_is_named() -> None:
    program = Program((SMALL,), (Apply("reul", (), (0,), SMALL, "c[1].reul"),), 1)
    with pytest.raises(BackendError) as caught:
        backend.compile(Architecture(program))
    assert str(caught.value) == (
        "the flax backend has no rule for 'reul', used at c[1].reul\n  help: did you mean 'relu'?"
    )
