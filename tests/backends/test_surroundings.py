"""Optimisers by name, failures, the cache, versions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import jax
import jax.numpy as jnp
import optax
import pytest
from nasdsl_flax import backend, checks
from nasdsl_flax.cache import enable_cache
from nasdsl_flax.optimizers import FUNCTIONS, optimizer

from nasdsl.backend import EvaluationFailed, load_backend
from nasdsl.errors import BackendError
from nasdsl.train_settings import OPTIMIZERS, Optimizer, TrainSettings


def test_it_is_found_by_its_name() -> None:
    assert load_backend("flax") is backend


def test_all_that_a_spec_can_ask_for_is_there() -> None:
    assert set(FUNCTIONS) == set(OPTIMIZERS)
    for name, defaults in OPTIMIZERS.items():
        built(Optimizer(name))
        given = {key: True if isinstance(value, bool) else 0.5 for key, value in defaults.items()}
        built(Optimizer(name, given))


def built(choice: Optimizer) -> optax.GradientTransformation:
    return optimizer(TrainSettings(choice), steps=1)


def step(choice: Optimizer) -> float:
    """The second step from the same gradient, where momentum shows."""
    rule = built(choice)
    state = rule.init(jnp.array(1.0))
    update, state = rule.update(jnp.array(1.0), state, jnp.array(1.0))
    update, state = rule.update(jnp.array(1.0), state, jnp.array(1.0))
    return float(update)


@pytest.mark.parametrize(
    ("name", "args", "expected"),
    [
        ("sgd", {"learning_rate": 1.0}, -1.0),
        ("sgd", {"learning_rate": 1.0, "momentum": 0.5}, -1.5),
        ("sgd", {"learning_rate": 1.0, "momentum": 0.5, "nesterov": True}, -1.75),
        ("sgd", {"learning_rate": 1.0, "momentum": 0.5, "weight_decay": 0.5}, -2.25),
        ("adam", {"learning_rate": 1.0, "eps": 3.0}, -0.25),
        ("adamw", {"learning_rate": 1.0, "eps": 3.0, "weight_decay": 0.5}, -0.75),
        ("rmsprop", {"learning_rate": 1.0, "decay": 0.0, "eps": 3.0}, -0.5),
    ],
)
def test_an_argument_does_what_it_says(name: str, args: dict[str, float], expected: float) -> None:
    assert step(Optimizer(name, args)) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(("gradient", "expected"), [([3.0, 4.0], [0.6, 0.8]), ([0.3, 0.4],) * 2])
def test_long_gradients_are_shortened(gradient: list[float], expected: list[float]) -> None:
    rule = optimizer(TrainSettings(Optimizer("sgd", {"learning_rate": 1.0}), clip=1.0), steps=1)
    parts = [jnp.array(part) for part in gradient]
    update, _ = rule.update(parts, rule.init(parts), parts)
    assert [-float(each) for each in jax.tree.leaves(update)] == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("name", ["adam", "adamw"])
def test_nesterov_looks_ahead(name: str) -> None:
    """Dozat 2016: of two like gradients, the first moment's part of the step is larger."""
    assert step(Optimizer(name, {"nesterov": True})) < step(Optimizer(name))


def test_an_unknown_argument_is_named() -> None:
    with pytest.raises(BackendError, match=r"no argument of sgd called 'momentun'\n.*'momentum'"):
        built(Optimizer("sgd", {"momentun": 0.9}))


@pytest.mark.parametrize(
    "error",
    [MemoryError(), jax.errors.JaxRuntimeError("RESOURCE_EXHAUSTED: Out of memory allocating")],
)
def test_running_out_of_memory_is_an_outcome(error: Exception) -> None:
    with pytest.raises(EvaluationFailed, match="does not fit"), checks.evaluation():
        raise error


@pytest.mark.parametrize("error", [TypeError("a"), jax.errors.JaxRuntimeError("INTERNAL: b")])
def test_other_errors_stay_themselves(error: Exception) -> None:
    with pytest.raises(type(error), match=str(error)), checks.evaluation():
        raise error


def folder() -> str | None:
    return jax.config.jax_compilation_cache_dir


@pytest.fixture
def no_cache() -> Iterator[None]:
    before = folder()
    jax.config.update("jax_compilation_cache_dir", None)
    yield
    jax.config.update("jax_compilation_cache_dir", before)


@pytest.mark.usefixtures("no_cache")
def test_compiled_programs_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "new"))
    enable_cache()
    assert folder() == str(tmp_path / "new/nasdsl/xla")
    assert (tmp_path / "new/nasdsl/xla").is_dir()


@pytest.mark.usefixtures("no_cache")
def test_without_a_folder_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    enable_cache()
    assert folder() is None


@pytest.mark.usefixtures("no_cache")
def test_a_user_s_own_cache_is_left_alone(tmp_path: Path) -> None:
    jax.config.update("jax_compilation_cache_dir", str(tmp_path))
    enable_cache()
    assert folder() == str(tmp_path)


def test_versions_say_what_a_result_depends_on() -> None:
    versions = backend.versions()
    assert set(versions) == {
        "jax", "jaxlib", "flax", "optax", "platform", "device", "deterministic",
    }  # fmt: skip
    assert versions["jax"] == jax.__version__
    assert versions["deterministic"] == "yes" or versions["platform"] != "cpu"
