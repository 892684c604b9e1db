"""Settings of a spec as the values that a search and a training take."""

from __future__ import annotations

import pytest

from nasdsl.backend import OPTIMIZERS, Optimizer
from nasdsl.errors import SpecError
from nasdsl.language.parser import parse
from nasdsl.sections import read
from nasdsl.source import Source


def optimizer(text: str) -> Optimizer:
    return read(parse(Source("text", f"train {{ optimizer = {text} }}")).statements).train.optimizer


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("adam(0.01, 0.8, eps=0.001)", {"learning_rate": 0.01, "b1": 0.8, "eps": 0.001}),
        ("adamw(0.01, 0.1)", {"learning_rate": 0.01, "weight_decay": 0.1}),
        ("sgd(momentum=0.9, nesterov=yes)", {"momentum": 0.9, "nesterov": True}),
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
    ],
)
def test_what_is_no_argument(text: str, message: str) -> None:
    with pytest.raises(SpecError, match=message):
        optimizer(text)
