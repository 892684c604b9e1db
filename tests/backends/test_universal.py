"""Programs with open decisions: the same numbers as with known ones, and compiled once."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax_programs import halves, variables
from jax import Array
from nasdsl_flax import backend, lower
from nasdsl_flax.rule import Context

from nasdsl.backend import Augmentation, Schedule, TrainSettings
from nasdsl.language.parser import parse
from nasdsl.program.architecture import Staged
from nasdsl.program.graph import Program, State
from nasdsl.program.settled import Settings
from nasdsl.program.shapes import Misfit
from nasdsl.searchspace import SearchSpace, load
from nasdsl.source import Source

SPACES = ("pouy_digits", "nasbench201", "enas_macro")
INPUTS = {"pouy_digits": (8, 8, 1), "pouy_mnist_projected": (8, 8, 1)}


def small(name: str) -> SearchSpace:
    """A space of the library on small images."""
    return load(name, input=INPUTS.get(name, (8, 8, 3)))


def staged(space: SearchSpace, number: int, seed: int = 0) -> list[Staged]:
    """Random networks of one shape key, as one program computes them."""
    rng = Random(seed)
    key: dict[int, int] = {}
    found: list[Staged] = []
    while len(found) < number:
        genome = [int(value) for value in space.sample(rng)]
        for at, value in key.items():
            genome[at] = value
        try:
            network = space.decode(genome)
        except Misfit:
            continue
        key |= space.universals.serving(genome).key
        found.append(space.stage(network))
    assert all(each.program is found[0].program for each in found)
    return found


def slope(program: Program, dtype: Any) -> Callable[..., Any]:
    """Loss, statistics after it, and gradients of the parameters, as a function of all data."""

    def loss(params: Any, settings: Settings, stats: Any, x: Array) -> tuple[Array, Any]:
        context = Context(train=True, key=jax.random.key(1), cpu=True)
        y, after = lower.apply(program, settings, context, params, stats, x.astype(dtype))
        return jnp.mean(jnp.sin(y)), after

    return jax.value_and_grad(loss, has_aux=True)


def compared(space: SearchSpace, networks: int, dtype: Any) -> tuple[float, float]:
    """The largest differences of loss and gradients, relative to their size."""
    first, *others = staged(space, networks)
    function = slope(first.program, dtype)
    universal = jax.jit(function)
    losses, gradients = [0.0], [0.0]
    for network in (first, *others):
        params, stats = jax.tree.map(
            lambda a: jnp.asarray(a, dtype), variables(network.program, network.settings)
        )
        x = jnp.asarray(np.random.default_rng(2).standard_normal((4, *space.space.input)))
        known = jax.jit(lambda *data, s=network.settings: function(data[0], s, *data[1:]))
        (ours, _), slopes = universal(params, network.settings, stats, x)
        (theirs, _), expected = known(params, stats, x)
        losses.append(abs(float(ours - theirs) / float(theirs)))
        pairs = zip(jax.tree.leaves(slopes), jax.tree.leaves(expected), strict=True)
        size = max(float(jnp.max(jnp.abs(each))) for each in jax.tree.leaves(expected))
        gradients += [float(jnp.max(jnp.abs(a - b))) / size for a, b in pairs]
    return max(losses), max(gradients)


@pytest.mark.parametrize("name", SPACES)
def test_one_program_for_many_networks_computes_each_of_them(name: str) -> None:
    with jax.enable_x64(True):
        loss, gradient = compared(small(name), 2, jnp.float64)
    assert loss < 1e-9
    assert gradient < 1e-9


@pytest.mark.long
def test_in_float32_they_agree_but_for_rounding() -> None:
    loss, gradient = compared(small("pouy_mnist_projected"), 3, jnp.float32)
    assert loss < 5e-7
    assert gradient < 3e-6


@pytest.mark.long
def test_one_program_for_many_networks_computes_those_of_the_paper() -> None:
    with jax.enable_x64(True):
        loss, gradient = compared(small("pouy_mnist_projected"), 2, jnp.float64)
    assert loss < 1e-9
    assert gradient < 1e-9


TINY = """
space tiny input 4 x 4 x 1 classes 2
block op = conv(1) | conv(3) | max_pool(3) | identity
cell c = graph(x) { a = x -> op  b = add([x, a] -> op)  return b }
network = conv(1, filters=2) -> c * 2 -> (relu -> op -> batch_norm) * 2 -> flatten -> dense(2)
"""


def test_a_hundred_networks_of_a_shape_key_compile_once() -> None:
    space = SearchSpace(parse(Source("tiny.nas", TINY)))
    assert space.space.input == State(4, 4, 1)
    everything = TrainSettings(
        batch=4,
        epochs=1,
        schedule=Schedule("cosine"),
        clip=5.0,
        label_smoothing=0.1,
        augment=(Augmentation("crop", {"padding": 1}), Augmentation("flip")),
    )
    engine = backend.engine(halves(8), halves(4, seed=1), everything)
    networks = staged(space, 100)
    engine.train(networks[0], seed=0)
    compiled: list[str] = []
    jax.monitoring.register_event_duration_secs_listener(
        lambda event, seconds, **more: compiled.append(event) if "compile" in event else None
    )
    try:
        results = {engine.train(each, seed=0).epochs for each in networks[1:]}
    finally:
        jax.monitoring.clear_event_listeners()
    assert len(results) > 30
    assert not [event for event in compiled if "backend_compile" in event]
