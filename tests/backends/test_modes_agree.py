"""In all modes a network draws the same numbers, and one program does all that it is for."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import jax
import numpy as np
import pytest
from nasdsl_flax import backend, programs
from nasdsl_flax.modes import MODES
from nasdsl_numpy import backend as numpy_backend

from backends.flax_programs import engine, halves
from nasdsl.backend import (
    DataSplit,
    Images,
    Mode,
    Result,
    Score,
    Weights,
)  # fmt: skip
from nasdsl.errors import BackendError
from nasdsl.language.parser import parse
from nasdsl.program.architecture import Architecture, Runnable
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source
from nasdsl.train_settings import Augmentation, Optimizer, Schedule, TrainSettings

HEAD = "space agree input 4 x 4 x 1 classes 2"
CELL = "cell c = graph(x) { a = x -> op  b = add([x, a] -> op)  return b }"
SMALL = f"""
{HEAD}
block op = conv(1, filters=2) -> dropout(0.2) | conv(3, filters=2) | max_pool(3) | identity
{CELL}
network = conv(1, filters=2) -> c -> (relu -> op -> batch_norm) * (1..2)
       -> add(pick(1..2, [op, conv(1), relu])) -> flatten -> dense(2)
"""
LARGE = f"""
{HEAD}
block op = conv(1, filters=2) -> dropout(0.2) | conv(3, filters=2) | max_pool(3) | identity
{CELL}
network = conv(1, filters=2) -> c * 2 -> ((relu -> op -> batch_norm) * (1..3)) * 2
       -> add(pick(1..2, [op, conv(1), relu])) -> dropout(0.5) -> flatten -> dense(2)
"""
SETTINGS = TrainSettings(
    Optimizer("sgd", {"learning_rate": 0.05, "momentum": 0.5}),
    batch=4,
    epochs=2,
    schedule=Schedule("cosine"),
    augment=(Augmentation("crop", {"padding": 1}), Augmentation("flip")),
)
IMAGES = halves(18), halves(7, seed=1)


@cache
def space(text: str = SMALL) -> SearchSpace:
    return SearchSpace(parse(Source("agree.nas", text)))


@cache
def networks(text: str = SMALL) -> tuple[Architecture, ...]:
    of, places = space(text), (0.15, 0.4, 0.95)
    return tuple(of.decode(of.unrank(int(place * of.count()))) for place in places)


def runnable(network: Architecture, mode: Mode, text: str = SMALL) -> Runnable:
    return space(text).stage(network) if mode.shared else network


@cache
def results(mode: Mode, text: str = SMALL) -> list[Result]:
    trainer = engine(*IMAGES, replace(SETTINGS, mode=mode.name))
    staged = [runnable(network, mode, text) for network in networks(text)]
    seeds = range(len(staged))
    if mode.width > 1:
        return trainer.train_together(staged, seeds=seeds)  # type: ignore[return-value]
    return [trainer.train(each, seed=seed) for each, seed in zip(staged, seeds, strict=True)]


@pytest.mark.parametrize(
    "text", [SMALL, pytest.param(LARGE, marks=pytest.mark.long)], ids=["small", "large"]
)
@pytest.mark.parametrize("mode", MODES[1:], ids=lambda mode: mode.name)
def test_modes_agree_up_to_rounding(mode: Mode, text: str) -> None:
    """With dropout in arms and rounds, changed images, momentum, and running statistics."""
    for ours, own in zip(results(mode, text), results(MODES[0], text), strict=True):
        np.testing.assert_allclose(ours.epochs, own.epochs, rtol=1e-4)
        assert ours.weights.keys() == own.weights.keys()
        for name, array in own.weights.items():
            np.testing.assert_allclose(ours.weights[name], array, rtol=1e-3, atol=1e-5)


def test_weights_are_named_by_the_network_itself() -> None:
    (_, network, _), (_, result, _) = networks(), results(MODES[0])
    places = {name.rpartition("/")[0] for name in result.weights}
    steps = {step.path: step for step, _ in network.program.applies()}
    assert places == {path for path, step in steps.items() if step.op in ("conv", "dense")} | {
        path for path, step in steps.items() if step.op == "batch_norm"
    }
    trained = sum(a.size for n, a in result.weights.items() if n.rpartition("/")[2] not in STATS)
    assert trained == network.params


STATS = {"mean", "var"}


@pytest.mark.parametrize("mode", [MODES[0], MODES[1], MODES[4]], ids=lambda mode: mode.name)
def test_weights_that_are_read_measure_as_they_did(mode: Mode) -> None:
    """The test images are those held out here."""
    trainer = engine(*IMAGES, replace(SETTINGS, mode=mode.name))
    for network, result in zip(networks()[:2], results(MODES[1]), strict=False):
        score, last = trainer.test(runnable(network, mode), result.weights), result.epochs[-1]
        assert score.accuracy == last.accuracy
        assert score.loss == pytest.approx(last.held_out_loss, rel=1e-5)
    with pytest.raises(BackendError, match="there are no weights network"):
        trainer.test(runnable(networks()[0], mode), results(MODES[1])[2].weights)


def reference(network: Architecture, weights: Weights, train: Images, part: Images) -> Score:
    """What the NumPy backend makes of trained weights, over all images at once."""
    model = numpy_backend.compile(network)
    for tree in (model.params, model.stats):
        for path, arrays in tree.items():
            arrays.update({name: weights[f"{path}/{name}"] for name in arrays})
    x = (part.x - train.x.mean((0, 1, 2))) / train.x.std((0, 1, 2))
    logits = model(x)
    own = np.take_along_axis(logits, part.y[:, None], -1)[:, 0]
    losses = np.log(np.sum(np.exp(logits), -1)) - own
    return Score(float(np.mean(np.argmax(logits, -1) == part.y)), float(np.mean(losses)))


@pytest.mark.parametrize(
    ("mode", "held_out", "test"), [(MODES[0], 8, 5), (MODES[1], 3, 10), (MODES[4], 9, 4)]
)
def test_scores_are_those_of_the_reference_over_all_images(
    mode: Mode, held_out: int, test: int
) -> None:
    """Of batches of 4: as many as fill some of them, and others."""
    data = DataSplit(halves(18), halves(held_out, seed=1), halves(test, seed=2))
    trainer = backend.engine(data, replace(SETTINGS, mode=mode.name))
    network = networks()[0]
    run = runnable(network, mode)
    if mode.width > 1:
        (result,) = trainer.train_together([run], seeds=[5])
        assert isinstance(result, Result)
    else:
        result = trainer.train(run, seed=5)
    last = result.epochs[-1]
    measured = Score(last.accuracy, last.held_out_loss), trainer.test(run, result.weights)
    for score, images in zip(measured, data[1:], strict=True):
        expected = reference(network, result.weights, data.train, images)
        assert score.accuracy == expected.accuracy
        assert score.loss == pytest.approx(expected.loss, rel=1e-5)


def test_a_program_does_not_depend_on_steps_epochs_or_images_held_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts: list[str] = []
    compiled = programs._compiled

    def seen(lowered: jax.stages.Lowered, cpu: bool) -> jax.stages.Compiled:
        texts.append(lowered.as_text())
        return compiled(lowered, cpu)

    monkeypatch.setattr(programs, "_compiled", seen)
    settings = replace(SETTINGS, mode="universal", warmup=1)
    staged = space().stage(networks()[0])
    for parts, epochs in (((18, 7, 5), 2), ((9, 11, 10), 1)):
        split = DataSplit(*(halves(n, seed=n) for n in parts))
        trainer = backend.engine(split, replace(settings, epochs=epochs))
        trainer.test(staged, trainer.train(staged, seed=0).weights)
    assert len(texts) == 2
    assert texts[0] == texts[1]
