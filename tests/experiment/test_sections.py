"""Settings of a spec as the values that a search and a training take."""

from __future__ import annotations

import pytest

from nasdsl.errors import SpecError
from nasdsl.experiment.reader import read_experiment
from nasdsl.language.parser import parse
from nasdsl.source import Source
from nasdsl.train_settings import (
    AUGMENTATIONS,
    OPTIMIZERS,
    SCHEDULES,
    Augmentation,
    Optimizer,
    Schedule,
    TrainSettings,
)


def train(text: str) -> TrainSettings:
    return read_experiment(parse(Source("text", f"train {{ {text} }}")).statements).train


def optimizer(text: str) -> Optimizer:
    return train(f"optimizer = {text}").optimizer


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("adam(0.01, 0.8, eps=0.001)", {"learning_rate": 0.01, "b1": 0.8, "eps": 0.001}),
        ("adamw(0.01, 0.1)", {"learning_rate": 0.01, "weight_decay": 0.1}),
        ("sgd(momentum=0.9, nesterov=yes)", {"momentum": 0.9, "nesterov": True}),
        ("sgd(0.1, weight_decay=0.0003)", {"learning_rate": 0.1, "weight_decay": 0.0003}),
        ("rmsprop(nesterov=no, decay=0.5)", {"nesterov": False, "decay": 0.5}),
    ],
)
def test_an_optimizer(text: str, args: dict[str, float]) -> None:
    assert optimizer(text) == Optimizer(text.partition("(")[0], args)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_argument_can_be_given_by_its_name(name: str) -> None:
    for key, default in OPTIMIZERS[name].items():
        value = "yes" if isinstance(default, bool) else "0.5"
        assert set(optimizer(f"{name}({key}={value})").args) == {key}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sgd(nesterov=3)", "one of yes, no is needed here"),
        ("sgd(nesterov=maybe)", "'maybe' is not known here"),
        ("adam(eps=small)", "a number is needed here"),
        ("adam(epsilon=1)", "'adam' does not take this argument"),
        ("adam(0)", "a number above 0 is needed here"),
        ("sgd(learning_rate=0)", "a number above 0 is needed here"),
        ("adamw(b2=1)", "a number from 0 on, less than 1, is needed here"),
        ("sgd(momentum=9)", "a number from 0 on, less than 1, is needed here"),
        ("rmsprop(decay=1.5)", "a number from 0 on, less than 1, is needed here"),
    ],
)
def test_what_is_no_argument(text: str, message: str) -> None:
    with pytest.raises(SpecError, match=message):
        optimizer(text)


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ("schedule = cosine", TrainSettings(schedule=Schedule("cosine"))),
        ("schedule = cosine()", TrainSettings(schedule=Schedule("cosine"))),
        (
            "schedule = warm_restarts(2, factor=3)",
            TrainSettings(schedule=Schedule("warm_restarts", {"first": 2, "factor": 3})),
        ),
        (
            "schedule = exponential(0.97) warmup = 0",
            TrainSettings(schedule=Schedule("exponential", {"decay": 0.97})),
        ),
        ("warmup = 5 clip = 5", TrainSettings(warmup=5, clip=5.0)),
        ("label_smoothing = 0.1", TrainSettings(label_smoothing=0.1)),
        ("label_smoothing = 0 augment = []", TrainSettings()),
        ("augment = flip", TrainSettings(augment=(Augmentation("flip"),))),
        (
            "augment = [crop(2), flip, cutout()]",
            TrainSettings(
                augment=(
                    Augmentation("crop", {"padding": 2}),
                    Augmentation("flip"),
                    Augmentation("cutout"),
                )
            ),
        ),
    ],
)
def test_how_a_network_is_trained(text: str, settings: TrainSettings) -> None:
    assert train(text) == settings


@pytest.mark.parametrize(
    ("name", "setting", "argument"),
    [("schedule", name, key) for name, args in SCHEDULES.items() for key in args]
    + [("augment", name, key) for name, args in AUGMENTATIONS.items() for key in args],
)
def test_arguments_have_names(name: str, setting: str, argument: str) -> None:
    value = 0.5 if argument == "decay" else 3
    found = getattr(train(f"{name} = {setting}({argument}={value})"), name)
    (chosen,) = found if isinstance(found, tuple) else (found,)
    assert chosen.args == {argument: value}
