"""A backend that raises what it may not, or gives something else: errors name the method."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import nasdsl
from cli.harness import nasdsl as command
from cli.stub_backend import StubBackend, StubEngine
from nasdsl.backend import Mode

SPEC = """
space tiny input 8 x 8 x 1 classes 10
block op = conv(1 | 3, filters=2) -> relu
network = op * (1..2) -> flatten -> dense(10)
train { epochs = 2 }
search { population = 4 generations = 2 minimize = [error, params] }
"""
ALONE, CROWD = Mode("alone", "each by itself"), Mode("crowd", "two at once", shared=True, width=2)
DATA = ("--data", "digits", "--backend", "numpy")
TRAIN = ("train", "tiny.nas", "--index", "1", *DATA)
SEARCH = ("search", "tiny.nas", "--out", "run", *DATA)
TOGETHER = (*SEARCH, "--set", "train.mode=crowd")
CALLS: dict[str, tuple[type, tuple[str, ...]]] = {
    "modes": (StubBackend, TRAIN),
    "engine": (StubBackend, TRAIN),
    "choose": (StubBackend, SEARCH),
    "versions": (StubBackend, SEARCH),
    "train": (StubEngine, TRAIN),
    "test": (StubEngine, TRAIN),
    "check": (StubEngine, TOGETHER),
    "train_together": (StubEngine, TOGETHER),
}


@pytest.fixture(autouse=True)
def backend(folder: Path, monkeypatch: pytest.MonkeyPatch) -> StubBackend:
    Path("tiny.nas").write_text(SPEC)
    backend = StubBackend(listed=(ALONE, CROWD))
    backend.stand_in(monkeypatch.setattr)
    return backend


def raises(error: Exception) -> Callable[..., Any]:
    def method(*args: Any, **extra: Any) -> Any:
        raise error

    return method


@pytest.mark.parametrize("error", [ValueError("mine"), OSError("mine"), AttributeError("mine")])
@pytest.mark.parametrize("method", CALLS)
def test_what_a_method_raises_is_told(
    method: str, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, args = CALLS[method]
    monkeypatch.setattr(owner, method, raises(error))
    code, _, err = command(*args)
    told = f"error: '{method}' of the backend 'numpy' fails: {type(error).__name__}: mine ("
    assert code == 1
    assert told in err
    assert "(test_backend_failures.py:" in err


@pytest.mark.parametrize("result", [3, None, [], {"a": 1}])
@pytest.mark.parametrize("method", sorted({*CALLS} - {"check", "engine"}))
def test_what_a_method_gives_is_told_if_it_is_something_else(
    method: str, result: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, args = CALLS[method]
    monkeypatch.setattr(owner, method, lambda *args, **extra: result)
    code, _, err = command(*args)
    assert code == 1
    assert f"error: '{method}' of the backend 'numpy' gives " in err


def test_a_failure_of_arithmetic_is_the_outcome_of_a_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(StubEngine, "train", raises(ZeroDivisionError("mine")))
    code, out, err = command(*SEARCH, "--set", "train.mode=alone")
    assert (code, "'train' of the backend 'numpy' fails: ZeroDivisionError" in out) == (1, True)
    assert "no network was found" in err


def test_what_a_listener_raises_is_no_failure_of_the_backend() -> None:
    space = nasdsl.load("tiny.nas")
    with pytest.raises(ZeroDivisionError, match="mine"):
        nasdsl.train(space, 1, "digits", on_epoch=raises(ZeroDivisionError("mine")))


def test_compiling_that_fails_is_told() -> None:
    space = nasdsl.load("tiny.nas")
    with pytest.raises(nasdsl.BackendError, match="'compile' of the backend 'numpy' fails: Asser"):
        nasdsl.compile(space.decode(space.unrank(0)), backend="numpy")
