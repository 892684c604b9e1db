"""The NumPy backend as the core and its users meet it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from nasdsl_numpy import backend, stateless

import nasdsl
from backends.flax_programs import SMALL, halves, network, row
from nasdsl.backend import DataSplit, load_backend
from nasdsl.errors import BackendError
from nasdsl.program.architecture import Architecture
from nasdsl.program.graph import Apply, Program, State
from nasdsl.train_settings import TrainSettings

NETWORK = network(
    ("conv", {"height": 3, "filters": 4}),
    ("batch_norm", {}),
    ("relu", {}),
    ("dropout", {"rate": Fraction(1, 2)}),
)
X = np.random.default_rng(0).standard_normal((6, *SMALL))


def test_it_is_found_by_its_name() -> None:
    assert load_backend("numpy") is backend


def test_its_parameters_are_the_architecture_s() -> None:
    model = nasdsl.compile(NETWORK, backend="numpy")
    held = [array for arrays in model.params.values() for array in arrays.values()]
    assert sum(array.size for array in held) == NETWORK.params
    assert {array.dtype for array in held} == {np.dtype("float64")}
    assert [set(arrays) for arrays in model.stats.values()] == [{"mean", "var"}]


def test_a_seed_has_one_model() -> None:
    first, again, other = (backend.compile(NETWORK, seed=seed)(X) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.allclose(first, other)


def test_logits_are_a_row_and_several_positions_stay() -> None:
    assert backend.compile(NETWORK)(X).shape == (6, 2)
    model = backend.compile(Architecture(row(State(5, 5, 1), ("conv", {"height": 3}))))
    assert model(np.zeros((2, 5, 5, 1), np.float32)).shape == (2, 5, 5, 1)


def test_only_training_moves_statistics() -> None:
    model = backend.compile(NETWORK)
    before = model.stats
    assert np.array_equal(model(X), model(X))
    assert model.stats == before
    assert np.array_equal(model(X, training=True), model(X, training=True))
    ((path, moved),) = model.stats.items()
    assert not np.allclose(moved["mean"], before[path]["mean"])


def test_it_trains_nothing() -> None:
    with pytest.raises(BackendError) as caught:
        backend.engine(DataSplit(*[halves(4)] * 3), TrainSettings())
    assert str(caught.value) == (
        "the numpy backend computes networks, but trains none\n  help: use flax"
    )


def test_an_operation_without_a_rule_is_named() -> None:
    program = Program((SMALL,), (Apply("reul", (), (0,), SMALL, "c[1].reul"),), 1)
    with pytest.raises(BackendError) as caught:
        backend.compile(Architecture(program))
    assert str(caught.value) == (
        "the numpy backend has no rule for 'reul', used at c[1].reul\n  help: did you mean 'relu'?"
    )


def shifted() -> nasdsl.Op:
    return nasdsl.Op(
        "shift",
        "adds a trained number",
        weights=lambda before, after, args: {"bias": nasdsl.Weight((after.channels,), mean=3.0)},
        rules={"numpy": lambda: stateless(lambda params, args, x: x + params["bias"])},
    )


def test_an_operation_that_a_user_adds_brings_its_rule() -> None:
    step = Apply("shift", (), (0,), SMALL, "n.shift", shifted())
    model = backend.compile(Architecture(Program((SMALL,), (step,), 1)))
    assert np.array_equal(model(X), X + 3)
    bare = replace(step, added=nasdsl.Op("shift", "has no rule"))
    with pytest.raises(BackendError, match=r"no rule for 'shift'.*\n  help: add one: rules="):
        backend.compile(Architecture(Program((SMALL,), (bare,), 1)))


def test_it_needs_no_framework() -> None:
    code = (
        "import nasdsl_numpy, sys; print([n for n in ('jax', 'flax', 'optax') if n in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert ran.stdout == "[]\n"
