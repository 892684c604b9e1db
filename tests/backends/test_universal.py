"""Programs with open decisions: the same numbers as with known ones, and compiled once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array
from nasdsl_flax import kernel_masking, lower
from nasdsl_flax.rule import Blended, Context, nothing
from nasdsl_flax.select_policy import blend_everything, masking

from backends.flax_programs import EVAL, engine, halves, variables
from nasdsl.api import load
from nasdsl.backend import (
    EvaluationFailed,
    Result,
)  # fmt: skip
from nasdsl.errors import GenomeError
from nasdsl.language import library
from nasdsl.language.parser import parse
from nasdsl.program.architecture import Architecture, Staged
from nasdsl.program.graph import Loop, Program, Select, State
from nasdsl.program.instantiate import DecisionValues
from nasdsl.program.shapes import InvalidNetwork
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source
from nasdsl.train_settings import Augmentation, Optimizer, Schedule, TrainSettings

SPACES = ("pouy_digits", "nasbench201", "enas_macro")
SIDES = {"autodeeplab": 64, **dict.fromkeys(SPACES, 8)}
OTHERS = sorted(
    name for name in library.spec_names() if name not in SPACES and load(name).count() > 1
)
REPEATED = re.compile(r"(c|layer|later|first|\(step -> c\)) \* \d+")
ALIKE = re.compile(r"(normal\(\d+\)) \* \d+")  # cells of chains, which are written out


def small(name: str) -> SearchSpace:
    """A space of the library on small images."""
    side = SIDES.get(name, 32)
    return load(name, input=(side, side, load(name).space.input.channels))


def shallow(name: str) -> SearchSpace:
    """A space of the library with one or two of the cells that it repeats, on small images.

    The hierarchical one has its cells of the second level in place of those of the fourth.
    """
    text = ALIKE.sub(r"\1", REPEATED.sub(r"\1 * 2", library.read_spec(name).text))
    text = text.replace("batch_norm -> d2\n", "batch_norm -> down\n")
    side, channels = SIDES.get(name, 32), load(name).space.input.channels
    text = re.sub(r"(?m)^input .*", f"input {side} x {side} x {channels}", text)
    return SearchSpace(parse(Source(f"{name}.nas", text)))


def staged(space: SearchSpace, number: int, seed: int = 0) -> list[Staged]:
    """Random networks of one shape key, as one program computes them: fewer if there are few."""
    rng = Random(seed)
    key: tuple[tuple[int, int], ...] = ()
    found: dict[str, Staged] = {}
    for _ in range(10 * number):
        genome = [int(value) for value in space.sample(rng)]
        for at, value in key:
            genome[at] = value
        try:
            network = space.decode(genome)
        except (GenomeError, InvalidNetwork):
            continue
        key = key or space.shape_key(np.array(genome))
        found[network.hash] = space.stage(network)
        if len(found) == number:
            break
    networks = list(found.values())
    assert all(each.program is networks[0].program for each in networks)
    return networks


def slope(program: Program, dtype: Any, blended: Blended = nothing) -> Callable[..., Any]:
    """Loss, statistics after it, and gradients of the parameters, as a function of all data."""

    def loss(params: Any, settings: DecisionValues, stats: Any, x: Array) -> tuple[Array, Any]:
        context = Context(True, jax.random.key(1), cpu=True, blended=blended)
        y, after = lower.apply(program, settings, context, params, stats, x.astype(dtype))
        return jnp.mean(jnp.sin(y)), after

    return jax.value_and_grad(loss, has_aux=True)


def compared(
    space: SearchSpace, networks: int, dtype: Any, blended: Blended = nothing
) -> tuple[float, float]:
    """The largest differences of loss and gradients, relative to their size."""
    first, *others = staged(space, networks)
    function = slope(first.program, dtype)
    universal = jax.jit(slope(first.program, dtype, blended))
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


BLENDS = """
space blends input 7 x 7 x 2 classes 2
block op = conv(1) | conv(2) | conv(5) | separable_conv(3) | separable_conv(5) | max_pool(3)
block halve = conv(1, stride=2) | conv(2, stride=2) | conv(3, stride=2)
block wide = conv(3, dilation=2) | conv(5, dilation=2) | conv(1, 3) | conv(3, 1)
network = conv(1, filters=4) -> (op -> (relu | batch_norm | identity)) * 2 -> halve -> wide
       -> flatten -> dense(2)
"""


@pytest.mark.parametrize("blended", [masking, blend_everything])
def test_a_program_that_computes_all_arms_keeps_those_of_the_network(blended: Blended) -> None:
    space = SearchSpace(parse(Source("blends.nas", BLENDS)))
    with jax.enable_x64(True):
        loss, gradient = compared(space, 8, jnp.float64, blended)
    assert loss < 1e-9
    assert gradient < 1e-9


ROLES = {
    "a name in a repeated sum": "graph(x) { return add([relu | tanh, x]) * 2 }",
    "a decided repetition": "graph(x) { return (add([conv(3), x]) -> relu) * (1..3) }",
    "behind branches": """graph(x) {
        n = conv(3, filters=2)
        return add([x, n] -> (conv(1 | 3, filters=2) -> add([identity, x])))
    }""",
    "or what branches begin with": """graph(b) {
        n = conv(3)
        return add([b, n] -> (conv(3) | b))
    }""",
    "after a change of shape": "(conv(3, filters=3) | conv(1, filters=3)) * 3",
}


@pytest.mark.parametrize("role", ROLES)
def test_one_program_gives_what_the_program_of_each_network_gives(role: str) -> None:
    """A tensor may enter a module and be taken by its name in it; all parameters are one number."""
    text = f"space s\ninput 4 x 4 x 2\nclasses 2\nnetwork = {ROLES[role]}\n"
    space = SearchSpace(parse(Source("s.nas", text)))
    x = jnp.asarray(np.random.default_rng(0).standard_normal((2, *space.space.input)))

    def output(network: Architecture | Staged) -> np.ndarray:
        data = jax.tree.map(lambda a: jnp.full_like(a, 0.2), variables(*parts_of(network)))
        return np.asarray(lower.apply(*parts_of(network), EVAL, *data, x)[0])

    for index in range(space.count()):
        network = space.decode(space.unrank(index))
        assert np.allclose(output(space.stage(network)), output(network), rtol=1e-5), index


def parts_of(network: Architecture | Staged) -> tuple[Program, DecisionValues]:
    """The program of a network, and its settings."""
    return network.program, network.settings


def test_convolutions_of_several_sizes_are_one() -> None:
    """Those of `op` and of `halve`, and the dilated ones of `wide`; not 1 x 3 and 3 x 1."""
    space = SearchSpace(parse(Source("blends.nas", BLENDS)))
    program = space.supernets.serving([0] * len(space.loci)).program
    (loop,) = (step for step in program.steps if isinstance(step, Loop))
    steps = (*loop.body.steps, *program.steps)
    found = [kernel_masking.groups(step.arms) for step in steps if isinstance(step, Select)]
    rows = [[0], [1], [2]]
    assert found == [[[0, 1, 2], [3, 4], [5]], rows, [[0, 1, 2]], [[0, 1], [2], [3]]]


@pytest.mark.long
@pytest.mark.parametrize("name", OTHERS)
def test_one_program_computes_networks_of_every_space(name: str) -> None:
    with jax.enable_x64(True):
        loss, gradient = compared(shallow(name), 2, jnp.float64)
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


EXPLODES = """
space tiny input 4 x 4 x 1 classes 2
network = flatten -> dense(2) -> (tanh | identity) -> dense(2)
"""

TINY = """
space tiny input 4 x 4 x 1 classes 2
block op = conv(1) | conv(3) | max_pool(3) | identity
cell c = graph(x) { a = x -> op  b = add([x, a] -> op)  return b }
network = conv(1, filters=2) -> c * 2 -> (relu -> op -> batch_norm) * 2 -> flatten -> dense(2)
"""


def test_networks_that_are_trained_at_once_come_to_what_each_comes_to_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And the seconds of the three are those that all of it took."""
    space = SearchSpace(parse(Source("tiny.nas", TINY)))
    networks, seeds = staged(space, 3), [5, 6, 7]
    images = halves(8), halves(4, seed=1)
    settings = TrainSettings(Optimizer("sgd"), batch=4, epochs=2)
    together = replace(settings, mode="together", augment=(Augmentation("flip"),))
    trainer = engine(*images, together)
    alone = engine(*images, replace(together, mode="universal"))
    with monkeypatch.context() as clock:
        clock.setattr("nasdsl_flax.engine.perf_counter", iter((0.0, 6.0, 15.0)).__next__)
        found = trainer.train_together(networks, seeds=seeds)
    expected = [alone.train(each, seed=s) for each, s in zip(networks, seeds, strict=True)]
    for ours, theirs in zip(found, expected, strict=True):
        assert isinstance(ours, Result)
        np.testing.assert_allclose(ours.epochs, theirs.epochs, rtol=1e-5)
        assert (ours.compile_seconds, ours.train_seconds) == (2.0, 3.0)
    assert len({each.epochs for each in expected}) == 3


def test_of_networks_that_are_trained_at_once_some_fail() -> None:
    """A learning rate at which the loss of one network overflows."""
    space = SearchSpace(parse(Source("explodes.nas", EXPLODES)))
    both = [space.stage(space.decode([value])) for value in (0, 1)]
    settings = TrainSettings(Optimizer("sgd", {"learning_rate": 1e30}), 4, 2, mode="together")
    trainer = engine(halves(8), halves(4, seed=1), settings)
    sound, failed = trainer.train_together(both, seeds=[1, 1])
    assert isinstance(sound, Result)
    assert isinstance(failed, EvaluationFailed)
    assert "training loss is inf" in str(failed)


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
    trainer = engine(halves(8), halves(4, seed=1), everything)
    networks = staged(space, 100)
    trainer.train(networks[0], seed=0)
    compiled: list[str] = []

    def listen(event: str, seconds: float, **more: str) -> None:
        if event.endswith("backend_compile_duration"):
            compiled.append(more.get("fun_name", ""))

    jax.monitoring.register_event_duration_secs_listener(listen)
    try:
        results = {trainer.train(each, seed=0).epochs for each in networks[1:]}
    finally:
        jax.monitoring.clear_event_listeners()
    assert len(results) > 30
    assert not [name for name in compiled if "epoch" in name]
