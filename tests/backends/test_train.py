"""Training: what it learns, what it measures, and that a seed has one result."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from flax import nnx
from nasdsl_flax import backend

from backends.flax_programs import SMALL, engine, halves, network, row
from nasdsl.backend import (
    Checkpoint,
    Epoch,
    EvaluationFailed,
    Images,
    Result,
)  # fmt: skip
from nasdsl.errors import BackendError
from nasdsl.program.architecture import Architecture
from nasdsl.train_settings import Augmentation, Optimizer, Schedule, TrainSettings
from processes import environment

NETWORK = network(
    ("conv", {"height": 3, "filters": 4}),
    ("batch_norm", {}),
    ("relu", {}),
    ("dropout", {"rate": Fraction(3, 10)}),
)
LINEAR = network(("conv", {"height": 3, "filters": 2}))
DATA, HELD_OUT = halves(100), halves(37, seed=1)
SETTINGS = TrainSettings(Optimizer("adam", {"learning_rate": 0.01}), batch=16, epochs=8)
STILL = TrainSettings(Optimizer("sgd", {"learning_rate": 0.0}), batch=4, epochs=1)


def trained(
    network: Architecture, train: Images, held_out: Images, settings: TrainSettings, seed: int
) -> Result:
    return engine(train, held_out, settings).train(network, seed=seed)


def test_it_learns() -> None:
    seen: list[Epoch] = []
    result = engine(DATA, HELD_OUT, SETTINGS).train(
        NETWORK, seed=0, on_epoch=lambda epoch, _: seen.append(epoch)
    )
    first, last = result.epochs[0], result.epochs[-1]
    assert tuple(seen) == result.epochs
    assert len(seen) == 8
    assert last.loss < 0.5 * first.loss
    assert last.accuracy > 0.9
    assert last.held_out_loss < first.held_out_loss
    assert result.compile_seconds > 0
    assert result.train_seconds > 0


def test_bfloat16_learns() -> None:
    settings = TrainSettings(SETTINGS.optimizer, 16, 8, "bfloat16")
    result = engine(DATA, HELD_OUT, settings).train(NETWORK, seed=0)
    assert result.epochs[-1].loss < 0.5 * result.epochs[0].loss
    assert result.epochs != engine(DATA, HELD_OUT, SETTINGS).train(NETWORK, seed=0).epochs


@pytest.mark.parametrize("name", ["adam", "adamw", "sgd", "rmsprop"])
def test_every_optimiser_learns(name: str) -> None:
    settings = TrainSettings(Optimizer(name, {"learning_rate": 0.01}), 16, 4)
    epochs = engine(DATA, HELD_OUT, settings).train(LINEAR, seed=0).epochs
    assert epochs[-1].loss < epochs[0].loss


ALL = TrainSettings(
    Optimizer("sgd", {"learning_rate": 0.1, "momentum": 0.9, "nesterov": True}),
    batch=16,
    epochs=6,
    schedule=Schedule("cosine"),
    warmup=1,
    clip=5.0,
    label_smoothing=0.1,
    augment=(Augmentation("crop", {"padding": 1}), Augmentation("cutout", {"size": 1})),
)


def test_a_training_with_everything_learns() -> None:
    epochs = trained(NETWORK, DATA, HELD_OUT, ALL, seed=0).epochs
    assert epochs[-1].loss < epochs[0].loss
    assert epochs[-1].accuracy > 0.8


@pytest.mark.parametrize(
    "change",
    [
        {"schedule": Schedule("cosine")},
        {"warmup": 1},
        {"clip": 0.01},
        {"label_smoothing": 0.1},
        {"augment": (Augmentation("flip"),)},
    ],
)
def test_each_setting_changes_a_training(change: dict[str, Any]) -> None:
    plain = TrainSettings(Optimizer("sgd", {"learning_rate": 0.1}), 16, 2)
    changed = trained(LINEAR, DATA, HELD_OUT, replace(plain, **change), seed=0).epochs
    assert changed != trained(LINEAR, DATA, HELD_OUT, plain, seed=0).epochs


REPEAT = "from backends.test_train import *; print(trained(*TASK, seed=3).epochs)"
TASK = (NETWORK, DATA, HELD_OUT, TrainSettings(SETTINGS.optimizer, batch=16, epochs=3))


def test_a_seed_has_one_result_in_every_process() -> None:
    epochs = trained(*TASK, seed=3).epochs
    assert epochs == trained(*TASK, seed=3).epochs
    again = subprocess.run(
        [sys.executable, "-c", REPEAT],
        env=environment(),
        check=True,
        capture_output=True,
        text=True,
    )
    assert again.stdout == f"{epochs}\n"


def test_another_seed_has_another_result() -> None:
    epochs = [trained(*TASK, seed=seed).epochs for seed in (3, 4)]
    assert epochs[0] != epochs[1]


def logits(architecture: Architecture, train: Images, held_out: Images) -> jax.Array:
    """What an untrained network makes of held-out images, in a user's own way."""
    x = (held_out.x - train.x.mean((0, 1, 2))) / train.x.std((0, 1, 2))
    model = backend.compile(architecture, seed=5)
    model.eval()
    return model(jnp.asarray(x, jnp.float32))


@pytest.mark.parametrize("count", [1, 4, 7])
def test_what_fills_up_the_last_chunk_does_not_count(count: int) -> None:
    held_out = halves(count, seed=2)
    (epoch,) = engine(DATA, held_out, STILL).train(LINEAR, seed=5).epochs
    y = logits(LINEAR, DATA, held_out)
    losses = optax.softmax_cross_entropy_with_integer_labels(y, held_out.y)
    assert epoch.accuracy == np.sum(np.argmax(y, -1) == held_out.y) / count
    np.testing.assert_allclose(epoch.held_out_loss, np.mean(losses), rtol=1e-5)


def test_images_may_be_floats() -> None:
    """Bytes are floats of the same values, since both are standardised."""
    floats = [Images(part.x.astype(np.float32) / 255, part.y) for part in (DATA, HELD_OUT)]
    ours = engine(DATA, HELD_OUT, SETTINGS).train(LINEAR, seed=0).epochs
    theirs = engine(*floats, SETTINGS).train(LINEAR, seed=0).epochs
    np.testing.assert_allclose(ours, theirs, rtol=1e-3)


def test_evaluation_uses_the_running_statistics() -> None:
    """One step on all images: mean and variance are then those of the training images.

    Were the held-out batch's own used, it would not matter that it is brighter.
    """
    normed = network(("batch_norm", {}))
    brighter = Images(HELD_OUT.x // 4 + 190, HELD_OUT.y)
    settings = TrainSettings(STILL.optimizer, batch=100, epochs=1)
    (epoch,) = engine(DATA, brighter, settings).train(normed, seed=5).epochs
    y = logits(normed, DATA, brighter)
    losses = optax.softmax_cross_entropy_with_integer_labels(y, brighter.y)
    np.testing.assert_allclose(epoch.held_out_loss, np.mean(losses), rtol=1e-4)


def test_a_batch_is_cut_to_the_training_set() -> None:
    settings = TrainSettings(SETTINGS.optimizer, batch=1000, epochs=1)
    exact = TrainSettings(SETTINGS.optimizer, batch=100, epochs=1)
    results = [engine(DATA, HELD_OUT, s).train(LINEAR, seed=0).epochs for s in (settings, exact)]
    assert results[0] == results[1]


def test_a_loss_that_is_no_number_fails() -> None:
    settings = TrainSettings(Optimizer("sgd", {"learning_rate": 1e30}), 16, 5)
    with pytest.raises(EvaluationFailed, match=r"^the training loss is (nan|inf) after epoch 1$"):
        engine(DATA, HELD_OUT, settings).train(LINEAR, seed=0)


def test_a_network_beyond_the_memory_fails_before_it_is_built() -> None:
    huge = network(("dense", {"units": 10**8}), ("dense", {"units": 10**8}))
    with pytest.raises(EvaluationFailed, match=r"GiB of memory; the device has "):
        engine(DATA, HELD_OUT, SETTINGS).train(huge, seed=0)


@pytest.mark.parametrize("at", ["compiled", "run"])
def test_memory_that_ends_in_a_training_is_an_outcome(
    at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What JAX says where the device has no more, while it compiles or runs a program."""

    def exhausted(*_: object) -> Any:
        raise jax.errors.JaxRuntimeError("RESOURCE_EXHAUSTED: Out of memory allocating 9 bytes.")

    compiled = exhausted if at == "compiled" else lambda *_: exhausted
    monkeypatch.setattr("nasdsl_flax.programs.Programs.compiled", compiled)
    with pytest.raises(EvaluationFailed, match="does not fit into the memory: RESOURCE_EXHAUSTED"):
        engine(DATA, HELD_OUT, SETTINGS).train(LINEAR, seed=0)


def test_errors_of_a_callback_are_no_outcome() -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        engine(DATA, HELD_OUT, SETTINGS).train(LINEAR, seed=0, on_epoch=interrupt)


@pytest.mark.parametrize(
    ("network", "settings"), [(NETWORK, SETTINGS), (NETWORK, ALL), (LINEAR, replace(ALL, epochs=3))]
)
def test_a_training_goes_on_from_each_epoch(network: Architecture, settings: TrainSettings) -> None:
    """With dropout, momentum, running statistics and a schedule, each to the last bit."""
    kept: list[Checkpoint] = []
    trainer = engine(DATA, HELD_OUT, settings)
    whole = trainer.train(network, seed=0, on_epoch=lambda _, save: kept.append(save()))
    assert [len(checkpoint.epochs) for checkpoint in kept] == [*range(1, settings.epochs + 1)]
    for at in range(0, settings.epochs, 2):
        again: list[Checkpoint] = []
        keep = partial(_keep, again)
        assert trainer.train(network, seed=0, on_epoch=keep, resume=kept[at]).epochs == whole.epochs
        assert again == kept[at + 1 :]


def _keep(kept: list[Checkpoint], _: Epoch, save: Callable[[], Checkpoint]) -> None:
    kept.append(save())


def test_a_checkpoint_of_something_else_is_refused() -> None:
    kept: list[Checkpoint] = []
    trainer = engine(DATA, HELD_OUT, replace(SETTINGS, epochs=2))
    trainer.train(LINEAR, seed=0, on_epoch=lambda _, save: kept.append(save()))
    with pytest.raises(BackendError, match="is of another network, or of other settings"):
        trainer.train(NETWORK, seed=0, resume=kept[0])
    state = kept[0].state
    for wrong in (b"", state[:-1], b"\x93" + state, b"state", state[:40] + b"\xff" * 20):
        with pytest.raises(BackendError, match=r"^the checkpoint is "):
            trainer.train(LINEAR, seed=0, resume=Checkpoint(kept[0].epochs, wrong))


def test_nothing_stays_on_the_device() -> None:
    trained(*TASK, seed=0)
    gc.collect()
    before = len(jax.live_arrays())
    trained(*TASK, seed=0)
    gc.collect()
    assert len(jax.live_arrays()) <= before


def test_a_trained_network_starts_as_the_compiled_one() -> None:
    model = backend.compile(LINEAR, seed=5)
    kernel = jax.tree.leaves(nnx.state(model, nnx.Param))[1]
    assert kernel.shape == (3, 3, 1, 2)
    assert abs(float(kernel.std()) - 1 / 3) < 0.15


@pytest.mark.parametrize(
    ("train", "settings", "message"),
    [
        (DATA._replace(x=DATA.x[:, 1:]), SETTINGS, "the images are 3 x 4 x 1, but the network's "),
        (DATA._replace(y=DATA.y + 1), SETTINGS, "the labels go from 1 to 2, but the network has 2"),
        (Images(DATA.x[:0], DATA.y[:0]), SETTINGS, "0 images with 0 labels"),
        (DATA, TrainSettings(mode="masks"), "there is no mode 'masks' of training\n  help: did"),
        (DATA, TrainSettings(dtype="float8"), "there is no arithmetic in 'float8'"),
        (
            DATA,
            TrainSettings(Optimizer("adan")),
            "there is no optimiser called 'adan'\n  help: did",
        ),
        (DATA, TrainSettings(schedule=Schedule("cosin")), "there is no schedule called 'cosin'\n"),
        (
            DATA,
            TrainSettings(augment=(Augmentation("crop", {"pad": 1}),)),
            "there is no argument of crop called 'pad'\n  help: did you mean 'padding'?",
        ),
    ],
)
def test_what_cannot_be_trained(train: Images, settings: TrainSettings, message: str) -> None:
    with pytest.raises(BackendError) as caught:
        engine(train, HELD_OUT, settings).train(LINEAR, seed=0)
    assert str(caught.value).startswith(message)


def test_only_logits_are_trained() -> None:
    with pytest.raises(BackendError, match="1 x 1 x classes, not on 4 x 4 x 1"):
        trained(Architecture(row(SMALL, ("relu", {}))), DATA, HELD_OUT, SETTINGS, seed=0)
