"""Whole networks of the library: Flax against NumPy in float64, with the same parameters."""

from __future__ import annotations

from random import Random
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from nasdsl_flax import lower

import nasdsl
from backends.flax_programs import EVAL, TRAIN, variables
from nasdsl.language import library
from nasdsl.program.architecture import Architecture
from nasdsl.program.shapes import InvalidNetwork

QUICK = ("nasbench201", "pouy_digits", "transnas_micro")
SIDES = {"alexnet": 67, "autodeeplab": 64}
"""Height and width for networks that do not fit on 32 x 32 positions."""
BATCH = 8
"""As many values as a batch norm over a single position sees; over two, it enlarges rounding."""


def networks(name: str, number: int) -> list[Architecture]:
    """Random networks of a space, on small images."""
    _, _, channels = nasdsl.load(name).space.input
    side = SIDES.get(name, 8 if name in QUICK else 32)
    space, rng, found = nasdsl.load(name, input=(side, side, channels)), Random(0), []
    while len(found) < number:
        try:
            found.append(space.decode(space.sample(rng)))
        except InvalidNetwork:
            continue
    return found


def near(ours: Any, theirs: Any) -> None:
    """To 1e-9, relative to the largest number of an array."""
    for a, b in zip(jax.tree.leaves(ours), jax.tree.leaves(theirs), strict=True):
        assert a.shape == b.shape
        np.testing.assert_allclose(a, b, rtol=0, atol=1e-9 * np.abs(b).max())


def agree(architecture: Architecture) -> None:
    """Outputs and statistics of both backends, in training and in evaluation."""
    program = architecture.program
    x = np.random.default_rng(1).standard_normal((BATCH, *program.inputs[0]))
    model = nasdsl.compile(architecture, backend="numpy")
    with jax.enable_x64(True):
        params, stats = variables(program)
        for context in (TRAIN, EVAL):
            model.params, model.stats = params, stats
            y, after = lower.apply(program, {}, context, params, stats, jnp.asarray(x))
            near(model(x, training=context.train).reshape(y.shape), y)
            near(model.stats, after)


@pytest.mark.parametrize("name", QUICK)
def test_flax_and_numpy_compute_the_same(name: str) -> None:
    for architecture in networks(name, 2):
        agree(architecture)


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(set(library.spec_names()) - set(QUICK)))
def test_flax_and_numpy_compute_the_same_everywhere(name: str) -> None:
    for architecture in networks(name, 2):
        agree(architecture)
