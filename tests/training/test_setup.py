"""Wrong data and wrong names are told before a framework is imported, which takes seconds."""

from __future__ import annotations

import pytest

import nasdsl
from nasdsl import backend
from nasdsl.errors import BackendError, DataError
from nasdsl.training.setup import TrainingSetup

SPACE = nasdsl.load("pouy_digits")


def imported(name: str) -> None:
    raise AssertionError(f"{name} is imported")


@pytest.mark.parametrize("source", ["nowhere.npz", "nowhere", "fashion_mnits"])
def test_wrong_data_are_told_first(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backend, "load_backend", imported)
    with pytest.raises(DataError):
        TrainingSetup(source).loaded(SPACE)


def test_data_of_another_shape_are_told_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backend, "load_backend", imported)
    with pytest.raises(nasdsl.NasdslError, match="8 x 8 x 1"):
        TrainingSetup("digits").loaded(nasdsl.load("nasbench201"))


def test_a_backend_that_is_none_is_told_before_data_are_read() -> None:
    with pytest.raises(BackendError, match="did you mean 'flax'"):
        TrainingSetup("digits", backend="flacks", read=imported).loaded(SPACE)
