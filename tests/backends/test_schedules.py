"""The learning rate at each step equals its published formula."""

from __future__ import annotations

import math

import numpy as np
import pytest
from nasdsl_flax.optimizers import optimizer
from nasdsl_flax.schedules import FUNCTIONS, schedule

from nasdsl.train_settings import SCHEDULES, Optimizer, Schedule, TrainSettings

RATE, STEPS, EPOCHS = 0.4, 5, 12


def rates(chosen: Schedule, warmup: int = 0) -> list[float]:
    settings = TrainSettings(epochs=EPOCHS, schedule=chosen, warmup=warmup)
    at = schedule(RATE, settings, STEPS, EPOCHS)
    return [float(at(step)) if callable(at) else at for step in range(EPOCHS * STEPS)]


def cosine(part: float) -> float:
    return RATE * (1 + math.cos(math.pi * part)) / 2


def restarted(first: int, factor: int) -> list[float]:
    """Step by step, as the paper tells it: at the end of a period the next begins."""
    found: list[float] = []
    since, period = 0, first * STEPS
    for _ in range(EPOCHS * STEPS):
        found.append(cosine(since / period))
        since += 1
        if since == period:
            since, period = 0, period * factor
    return found


def test_all_schedules_are_there() -> None:
    assert set(FUNCTIONS) == set(SCHEDULES)


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (Schedule(), [RATE] * 60),
        (Schedule("cosine"), [cosine(step / 60) for step in range(60)]),
        (Schedule("exponential", {"decay": 0.5}), [RATE * 0.5 ** (s // 5) for s in range(60)]),
        (Schedule("exponential"), [RATE * 0.95 ** (s // 5) for s in range(60)]),
        (Schedule("warm_restarts"), restarted(10, 2)),
        (Schedule("warm_restarts", {"first": 1, "factor": 2}), restarted(1, 2)),
        (Schedule("warm_restarts", {"first": 3, "factor": 1}), restarted(3, 1)),
        (Schedule("warm_restarts", {"first": 10**6, "factor": 10**6}), restarted(10**6, 1)),
    ],
)
def test_a_schedule_is_its_formula(chosen: Schedule, expected: list[float]) -> None:
    np.testing.assert_allclose(rates(chosen), expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", SCHEDULES)
def test_the_warm_up_is_linear_and_comes_first(name: str) -> None:
    found = rates(Schedule(name), warmup=2)
    np.testing.assert_allclose(found[:10], [RATE * step / 10 for step in range(10)], rtol=1e-5)
    assert found[10] == pytest.approx(RATE)


def test_the_cosine_after_a_warm_up_ends_with_the_training() -> None:
    found = rates(Schedule("cosine"), warmup=2)
    expected = [cosine(step / 50) for step in range(50)]
    np.testing.assert_allclose(found[10:], expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("warmup", [12, 13])
def test_a_warm_up_may_be_all_of_a_training(warmup: int) -> None:
    found = rates(Schedule("cosine"), warmup)
    np.testing.assert_allclose(found, [RATE * s / (5 * warmup) for s in range(60)], rtol=1e-5)


def test_steps_follow_the_schedule() -> None:
    chosen = Schedule("exponential", {"decay": 0.5})
    settings = TrainSettings(Optimizer("sgd", {"learning_rate": 1.0}), epochs=3, schedule=chosen)
    rule = optimizer(settings, steps=2, epochs=3)
    state, found = rule.init(np.float32(0)), list[float]()
    for _ in range(6):
        update, state = rule.update(np.float32(1), state)
        found.append(-float(np.asarray(update)))
    assert found == [1, 1, 0.5, 0.5, 0.25, 0.25]
