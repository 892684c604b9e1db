"""What a distribution gives by the name of a data set is held to the same rules as a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nasdsl.backend import Images
from nasdsl.data import Dataset, dataset_names, is_dataset, read_dataset
from nasdsl.data.installed import DATASETS
from nasdsl.errors import DataError
from nasdsl.plugins import PluginGroup

Give = Callable[[Callable[[], Any]], None]


@pytest.fixture
def give(monkeypatch: pytest.MonkeyPatch) -> Give:
    """Lets a function stand behind the name `theirs`."""

    def given(function: Callable[[], Any]) -> None:
        monkeypatch.setattr(PluginGroup, "names", lambda group: ("theirs",))
        monkeypatch.setattr(PluginGroup, "load", lambda group, name: function)

    return given


def images(number: int = 6, labels: int = 2) -> Images:
    x = np.zeros((number, 4, 4, 1), np.uint8)
    return Images(x, (np.arange(number) % labels).astype(np.int32))


def test_it_is_found_by_its_name(give: Give) -> None:
    give(lambda: Dataset("other", images(), images(4), 2, images(2)))
    assert dataset_names()[-1] == "theirs"
    assert is_dataset("theirs")
    data = read_dataset("theirs")
    assert (data.name, data.classes, len(data.test.y)) == ("theirs", 2, 4)
    assert data.validation is not None


def fail() -> Dataset:
    raise ZeroDivisionError("by zero")


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (
            fail,
            r"'theirs' cannot be read: ZeroDivisionError: by zero \(test_installed.py:\d+\)",
        ),
        (
            lambda argument: argument,
            "cannot be read: TypeError: .* missing 1 required positional argument: 'argument'$",
        ),
        (lambda: 3, "the installed data set 'theirs' is no nasdsl.data.Dataset, but an int"),
        (
            lambda: Dataset("theirs", images(), images(6, 3), 2),
            "the installed data set 'theirs': 'y_test' has the label 2, expected 0 to 1 as",
        ),
    ],
)
def test_what_is_wrong_with_it(give: Give, function: Callable[..., Any], message: str) -> None:
    give(function)
    with pytest.raises(DataError, match=message):
        read_dataset("theirs")


def test_a_name_that_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PluginGroup, "names", lambda group: ("mnist",))
    with pytest.raises(DataError, match="gives the data set 'mnist', nasdsl's own"):
        dataset_names()


def test_the_group() -> None:
    assert DATASETS.name == "nasdsl.datasets"
