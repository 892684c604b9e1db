"""Evaluations that fail or give what is no result: a search ends with outcomes or a message."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np

from nasdsl import search
from nasdsl.backend import EvaluationFailed
from nasdsl.errors import NasdslError
from oracle.faults import space_of

SPEC = """space s
input 4 x 4 x 1
classes 2
network = conv(1 | 3 | 5) * (1..3) -> (relu | tanh) -> flatten -> dense(classes)
search {{ population = {} generations = 2 minimize = [{}] }}
"""
EXHAUSTED = "RESOURCE_EXHAUSTED: Out of memory allocating 8 bytes"
RAISED: tuple[Exception, ...] = (
    MemoryError(),
    RuntimeError(EXHAUSTED),
    type("XlaRuntimeError", (RuntimeError,), {})(EXHAUSTED),
    EvaluationFailed("the loss is nan"),
    EvaluationFailed("a reason of \ud800", "a help"),
    OverflowError("\ud800 is too large"),
    ZeroDivisionError(),
)
RESULTS: tuple[Any, ...] = (
    {"error": 0.5},
    {"error": np.float32(0.25)},
    {"error": np.array(0.25)},
    {"error": True},
    {"error": float("nan")},
    {"error": -float("inf"), "loss": 1},
    {"error": 10**400},
    {"accuracy": 0.5},
    {},
    {1: 0.5},
    {"error\ud800": 0.5, "error": 0.5},
    {"error\n": 0.5, "error": 0.5},
    {"error": "0.5"},
    {"error": None},
    {"error": [0.5, 0.25]},
    {"error": np.array([0.5, 0.25])},
    {"error": 1j},
    None,
    0.5,
    "0.5",
    [0.5],
    {0.5},
)


def broken(random: Random) -> str:
    """Search with an evaluation that fails now and then, by one way or another."""
    minimize = random.choice(
        ["error", "error, params", "error / params", "error * params, macs / 1k"]
    )
    space = space_of(SPEC.format(random.choice([2, 4]), minimize))
    bad = [random.choice((*RAISED, *RESULTS)) for _ in range(2)]
    try:
        search(space, evaluation(random, bad), seed=random.randrange(100))
    except NasdslError:
        return ""
    except Exception as error:
        return f"{type(error).__name__}: {error!r} of {bad!r}"
    return ""


def evaluation(random: Random, bad: list[Any]) -> Callable[[Any], Any]:
    """Gives what is good or one of what is bad."""

    def evaluate(network: Any) -> Any:
        result = random.choice([{"error": random.random()}, *bad])
        if isinstance(result, Exception):
            raise result
        return result

    return evaluate
