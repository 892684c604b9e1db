"""What a search refuses at once, and evaluators that give what is no result."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from exploration.stub_space import StubArchitecture, StubSpace, evaluate
from nasdsl.errors import NasdslError, RunError
from nasdsl.exploration import Batched
from nasdsl.exploration import run_search as search

SPACE = StubSpace().where(population=4, generations=2)


@pytest.mark.parametrize(
    "given",
    [
        None,
        0.5,
        "0.5",
        [0.5],
        {1: 0.5},
        {"error": "0.5"},
        {"error": None},
        {"error\ud800": 0.5, "error": 0.5},
    ],
)
def test_what_is_no_evaluation(given: Any, tmp_path: Path) -> None:
    with pytest.raises(NasdslError, match="gives numbers by name") as caught:
        search(SPACE, lambda _: given, out=tmp_path / "run")
    assert "return {'error': 0.1}" in str(caught.value)


@pytest.mark.parametrize("given", [None, [], [{"error": 0.5}] * 9, "x"])
def test_what_is_not_one_evaluation_for_each_network(given: Any) -> None:
    with pytest.raises(NasdslError, match="gives a list of 1 results, not"):
        search(SPACE, Batched(lambda _: given))


class XlaRuntimeError(RuntimeError):
    """What JAX raises, and likewise PyTorch."""


@pytest.mark.parametrize(
    "message",
    ["RESOURCE_EXHAUSTED: Out of memory allocating 8 bytes", "CUDA out of memory. Tried to"],
)
def test_a_lack_of_memory_is_an_outcome(message: str) -> None:
    def greedy(network: StubArchitecture) -> dict[str, float]:
        if network.genome[0]:
            raise XlaRuntimeError(message)
        return evaluate(network)

    result = search(SPACE, greedy)
    assert sum(generation.failed for generation in result.history)
    assert result.front


def test_other_errors_of_a_run_time_end_the_search() -> None:
    def wrong(network: StubArchitecture) -> dict[str, float]:
        raise XlaRuntimeError("INVALID_ARGUMENT: shapes")

    with pytest.raises(XlaRuntimeError):
        search(SPACE, wrong)


def test_a_reason_may_hold_any_character(tmp_path: Path) -> None:
    def failing(network: StubArchitecture) -> dict[str, float]:
        raise ArithmeticError("\ud800 is no number")

    result = search(SPACE, failing, out=tmp_path / "run")
    assert sum(generation.failed for generation in result.history) == 8


def other(network: StubArchitecture) -> dict[str, float]:
    return {**evaluate(network), "loss": 0.0}


class Evaluator:
    """An object that evaluates."""

    def __call__(self, network: StubArchitecture) -> dict[str, float]:
        return evaluate(network)

    def method(self, network: StubArchitecture) -> dict[str, float]:
        return evaluate(network)


def test_a_run_does_not_go_on_with_another_evaluator(tmp_path: Path) -> None:
    begun, longer = tmp_path / "run", SPACE.where(generations=3)
    search(SPACE, evaluate, out=begun)
    with pytest.raises(RunError) as caught:
        search(longer, other, out=begun, resume=True)
    assert "evaluate.name: evaluate -> other" in str(caught.value)
    assert "evaluate.source: " in str(caught.value)
    search(longer, evaluate, out=begun, resume=True)


def test_a_caller_states_what_the_evaluation_depends_on(tmp_path: Path) -> None:
    search(SPACE, evaluate, out=tmp_path / "run", details={"table": 1})
    search(SPACE, other, out=tmp_path / "run", details={"table": 1}, resume=True)


@pytest.mark.parametrize(
    "evaluator",
    [Evaluator(), Evaluator().method, partial(evaluate), eval("lambda network: {'error': 0.5}")],
    ids=["object", "method", "partial", "no source"],
)
def test_whatever_evaluates_is_recorded(tmp_path: Path, evaluator: Any) -> None:
    space = SPACE.where(minimize=SPACE.search.minimize[:1])
    search(space, evaluator, out=tmp_path / "run")
    search(space, evaluator, out=tmp_path / "run", resume=True)
    with pytest.raises(RunError, match="evaluate"):
        search(space, other, out=tmp_path / "run", resume=True)


def test_what_has_no_source_is_known_by_the_same_text_in_every_process() -> None:
    code = (
        "from nasdsl.exploration.evaluator import identity; "
        'print(identity(eval(\'lambda network: network in {1.5, "a", "b", "c", "d"}\')))'
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in "123"
    }
    assert len(told) == 1
