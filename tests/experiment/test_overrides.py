"""Settings that go before a spec's own: as options of commands and as Python users state them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import nasdsl
from nasdsl.errors import NasdslError, SpecError

SPEC = """
space s input 8 x 8 x 1 classes 10
network = (relu | tanh) -> flatten -> dense(10)
train { epochs = 7 batch = 16 }
"""


def test_they_go_before_the_settings_of_the_spec() -> None:
    overrides = {
        "train.epochs": np.int64(3),
        "train.optimizer": "adam(0.01)",
        "train.augment": ["flip()", "cutout(2)"],
        "train.label_smoothing": np.float32(1e-5),
        "search.minimize": ("error", "params / 500k"),
        "search.population": 4,
        "data.set": "digits",
    }
    space = nasdsl.loads(SPEC, overrides)
    train = space.experiment.train
    assert (train.epochs, train.batch) == (3, 16)
    assert (train.optimizer.name, train.optimizer.args["learning_rate"]) == ("adam", 0.01)
    assert (len(train.augment), train.label_smoothing) == (2, 1e-5)
    assert [objective.text for objective in space.search.minimize] == ["error", "params / 500k"]
    assert (space.search.population, space.experiment.data.set) == (4, "digits")


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ([], "overrides are settings by their names, not []\n  help: {'train.epochs': 3"),
        ({3: 4}, "a setting is named by a str, not 3"),
        ({"train.epochs": None}, "a setting is a text as a spec writes it, a number, a bool"),
        ({"train.epochs": float("nan")}, "a setting is a text as a spec writes it, a number, a "),
        ({"trian.epochs": 3}, "there is no section 'trian'\n  help: did you mean 'train'?"),
        ({"epochs": 3}, "there is no section 'epochs'\n  help: did you mean 'train.epochs'?"),
        ({"zzz": 3}, "there is no section 'zzz'\n  help: sections: train, search, data"),
        ({"train.epochs": "3 batch=4"}, "'train.epochs=3 batch=4' is not one setting"),
        ({"train.epochs": "3 } search { population=4"}, "'train.epochs=3 } search { population=4'"),
    ],
)
def test_wrong_ones_are_told(overrides: Any, message: str) -> None:
    with pytest.raises(NasdslError) as caught:
        nasdsl.loads(SPEC, overrides)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("value", ["three", "", 0, 2.5, True])
def test_wrong_values_are_told_with_their_place(value: Any) -> None:
    with pytest.raises(SpecError, match="override:1:1"):
        nasdsl.loads(SPEC, {"train.epochs": value})
