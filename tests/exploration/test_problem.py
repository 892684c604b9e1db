from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from exploration.stub_space import (
    StubArchitecture,
    StubRequirement,
    StubSpace,
    evaluate,
    made,
    objective,
)
from nasdsl.backend import EvaluationFailed
from nasdsl.errors import NasdslError
from nasdsl.experiment.model import Objective
from nasdsl.exploration.problem import Evaluation, Problem, measure_networks, one_by_one
from nasdsl.exploration.strategy import Candidate
from nasdsl.genome.genotype import Genotype

NETWORK = StubArchitecture((1, 2, 0, 0, 0, 0))


def problem(space: StubSpace, *objectives: Objective) -> Problem:
    return Problem(space, objectives or space.search.minimize)


def genotype(*loci: int) -> Genotype:
    return made(StubSpace().radices, loci)


def test_what_is_known_of_a_network() -> None:
    space = StubSpace()
    candidate, network = problem(space).read(genotype(1, 2, 0, 0, 3, 4))
    assert network == StubArchitecture((1, 2, 0, 0, 3, 4))
    assert candidate == Candidate(
        index=genotype(1, 2, 0, 0, 3, 4).index,
        hash=network.hash,
        params=11004,
        macs=110040,
        memory=44016,
    )


def test_broken_constraints_add_up_and_are_not_built() -> None:
    space = StubSpace(requirements=(StubRequirement(5502), StubRequirement(11004)))
    candidate, network = problem(space).read(genotype(1, 2, 0, 0, 3, 4))
    assert network is not None or candidate.status == "infeasible"
    assert (network, candidate.violation) == (None, 1.0)
    assert candidate.reason == "breaks params <= 5502"


def test_a_misfit_is_infeasible() -> None:
    space = StubSpace(misfits=frozenset([(1, 2, 0, 0, 3, 4)]))
    candidate, network = problem(space).read(genotype(1, 2, 0, 0, 3, 4))
    assert network is None
    assert (candidate.status, candidate.violation) == ("infeasible", math.inf)
    assert (candidate.hash, candidate.reason) == ("", "28 x 28 does not fit 14 x 14")
    assert candidate.index == genotype(1, 2, 0, 0, 3, 4).index


def test_objectives_see_metrics_costs_and_error() -> None:
    half = Objective("error / params", ("error", "params"), lambda m: m["error"] / m["params"])
    judge = problem(StubSpace(), half, objective("macs"), objective("loss")).judge
    judged = judge(
        Candidate(0, params=4, macs=9), Evaluation("", {"accuracy": 0.5, "loss": 2}, "", 0)
    )
    assert (judged.status, judged.values) == ("ok", (0.125, 9.0, 2.0))


def test_an_error_that_is_measured_is_not_replaced() -> None:
    judge = problem(StubSpace(), objective("error")).judge
    evaluation = Evaluation("", {"accuracy": 0.5, "error": 0.2}, "", 0)
    assert judge(Candidate(0), evaluation).values == (0.2,)


def test_an_unknown_metric_lists_the_known_ones() -> None:
    judge = problem(StubSpace(), objective("latency")).judge
    with pytest.raises(NasdslError) as caught:
        judge(Candidate(0), Evaluation("", {"accuracy": 0.5}, "", 0))
    assert str(caught.value) == (
        "the objective 'latency' needs 'latency', which no evaluation gives\n"
        "  help: known: accuracy, error, macs, memory, params"
    )


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (lambda m: m["loss"] / 0, "ZeroDivisionError: division by zero"),
        (lambda m: 10.0 ** (m["loss"] * 1000), "OverflowError"),
        (lambda m: math.inf - math.inf, "'x' is nan"),
    ],
)
def test_an_objective_without_a_value_is_a_failure(
    value: Callable[[Any], float], reason: str
) -> None:
    judge = problem(StubSpace(), Objective("'x'", ("loss",), value)).judge
    judged = judge(Candidate(0), Evaluation("", {"loss": 1}, "", 0))
    assert (judged.status, judged.values, judged.violation) == ("failed", (), math.inf)
    assert reason in judged.reason


def measured(evaluate: Any) -> list[Evaluation]:
    return measure_networks([NETWORK], one_by_one(evaluate))


def test_measured() -> None:
    (evaluation,) = measured(evaluate)
    assert evaluation.metrics == evaluate(NETWORK)
    assert (evaluation.hash, evaluation.reason) == (NETWORK.hash, "")


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (EvaluationFailed("the loss is nan", "a help"), "the loss is nan"),
        (EvaluationFailed(), "no reason was given"),
        (MemoryError(), "out of memory"),
        (OverflowError("too large"), "OverflowError: too large"),
        (FloatingPointError("invalid"), "FloatingPointError: invalid"),
    ],
)
def test_failures_are_outcomes(error: Exception, reason: str) -> None:
    def failing(_: StubArchitecture) -> dict[str, float]:
        raise error

    (evaluation,) = measured(failing)
    assert (evaluation.metrics, evaluation.reason) == ({}, reason)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_numbers_must_be_finite(value: float) -> None:
    (evaluation,) = measured(lambda _: {"accuracy": 0.5, "loss": value})
    assert (evaluation.metrics, evaluation.reason) == ({}, f"loss is {value}")


def test_what_is_no_number_is_the_evaluators_fault() -> None:
    with pytest.raises(NasdslError, match="gives numbers by name"):
        measured(lambda _: {"accuracy": "high"})


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError, NasdslError("no data")])
def test_other_errors_end_the_search(error: Any) -> None:
    def failing(_: StubArchitecture) -> dict[str, float]:
        raise error

    with pytest.raises((KeyboardInterrupt, ValueError, NasdslError)):
        measured(failing)
