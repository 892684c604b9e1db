"""From a genotype to its objectives: decode, check the bounds, evaluate the network.

Networks are recognised by their canonical hash, so that none is evaluated twice. Measured metrics
belong to a *network*: an `Evaluation`. Costs belong to a *genotype*: a `Candidate`, since two
genotypes of one network may differ in cost, as a branch that only carries zeros does.
"""

from __future__ import annotations

import math
import reprlib
import time
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from nasdsl.backend import EvaluationFailed
from nasdsl.errors import NasdslError, nearest
from nasdsl.exploration.strategy import Candidate
from nasdsl.space.constraints import COSTS
from nasdsl.util.arguments import (
    as_float,
    checked_call,
    checked_items,
    whole_number,
    wrong_argument,
)

if TYPE_CHECKING:
    from nasdsl.experiment.model import Objective
    from nasdsl.genome.encoding import Vector
    from nasdsl.genome.genotype import Genotype
    from nasdsl.program.architecture import Architecture
    from nasdsl.searchspace import SearchSpace

Metrics = Mapping[str, float]
Evaluate = Callable[["Architecture"], Metrics]
EvaluateAll = Callable[[Sequence["Architecture"]], Sequence[Metrics | Exception]]


def no_key(genotype: Vector) -> Hashable:
    """The same key for all genotypes."""
    return None


@dataclass(frozen=True, slots=True)
class Batched:
    """An evaluation of several networks at once.

    Args:
        evaluate: from networks to the metrics of each, or the reason of its failure.
        key: of a genotype; only networks with one key are evaluated at once.
        size: the largest number of networks evaluated at once.

    Raises:
        NasdslError: one of them is of another kind, or `size` is below 1.
    """

    evaluate: EvaluateAll
    key: Callable[[Vector], Hashable] = no_key
    size: int = 1

    def __post_init__(self) -> None:
        checked_call(self.evaluate, "what evaluates networks")
        checked_call(self.key, "a key of genotypes")
        if whole_number(self.size, "the number of networks evaluated at once") < 1:
            raise NasdslError(f"the number of networks evaluated at once is {self.size}")


COMPUTED = ("error", *COSTS)
"""What an objective may name that no evaluation has to give."""

OUTCOMES = EvaluationFailed, MemoryError, ArithmeticError
"""What may become of the evaluation of one network, and does not end a search."""

NO_MEMORY = "RESOURCE_EXHAUSTED"
"""How a RuntimeError of JAX begins where a device has no memory left."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The result of evaluating one network.

    Args:
        hash: the network's canonical hash.
        metrics: its measured numbers, all finite; empty where it failed.
        reason: why it failed, empty where it did not.
        seconds: how long it took.
    """

    hash: str
    metrics: dict[str, float]
    reason: str
    seconds: float


def costs(network: Candidate | Architecture) -> tuple[int, int]:
    """The costs by which networks of one hash are compared: the cheapest is evaluated."""
    return network.params, network.macs


class Problem:
    """A space with the objectives of a search.

    Args:
        space: the space.
        objectives: numbers to minimise.
    """

    def __init__(self, space: SearchSpace, objectives: tuple[Objective, ...]) -> None:
        self._space = space
        self._objectives = objectives

    def read(self, genotype: Genotype) -> tuple[Candidate, Architecture | None]:
        """The candidate and the network of a genotype, before any evaluation.

        The network is None where shapes fail or bounds are violated. A candidate within all bounds
        has the status `ok` so far.
        """
        candidate = Candidate(genotype.index)
        try:
            architecture = self._space.decode(genotype)
        except NasdslError as error:
            return _infeasible(candidate, math.inf, error.message), None
        candidate = replace(
            candidate,
            hash=architecture.hash,
            params=architecture.params,
            macs=architecture.macs,
            memory=architecture.memory,
        )
        broken = self._broken(architecture)
        if broken:
            return _infeasible(candidate, sum(broken.values()), f"breaks {', '.join(broken)}"), None
        return candidate, architecture

    def judge(self, candidate: Candidate, evaluation: Evaluation) -> Candidate:
        """The candidate with its objectives, from the evaluation of its network.

        Raises:
            NasdslError: an objective is made of a metric that the evaluation does not give.
        """
        if evaluation.reason:
            return _failed(candidate, evaluation.reason)
        metrics = with_costs(evaluation.metrics, candidate)
        try:
            values = tuple(float(_objective_value(o, metrics)) for o in self._objectives)
        except ArithmeticError as error:
            return _failed(candidate, _explain(error))
        texts = (objective.text for objective in self._objectives)
        reason = _not_finite(zip(texts, values, strict=True))
        return _failed(candidate, reason) if reason else replace(candidate, values=values)

    def _broken(self, architecture: Architecture) -> dict[str, float]:
        excess = {r.text: r.violation(architecture) for r in self._space.requirements}
        return {text: violation for text, violation in excess.items() if violation > 0}


def one_by_one(evaluate: Evaluate) -> EvaluateAll:
    """An evaluation of several networks by an evaluation of one."""

    def every(networks: Sequence[Architecture]) -> list[Metrics]:
        return [evaluate(network) for network in networks]

    return every


def measure_networks(networks: Sequence[Architecture], evaluate: EvaluateAll) -> list[Evaluation]:
    """The evaluations of networks; failures are outcomes, too."""
    start = time.perf_counter()
    outcomes: Sequence[object]
    try:
        outcomes = _as_many(evaluate(networks), len(networks))
    except Exception as error:
        if not is_outcome(error):
            raise
        outcomes = [error] * len(networks)
    seconds = (time.perf_counter() - start) / len(networks)
    pairs = zip(networks, outcomes, strict=True)
    return [_outcome_evaluation(network.hash, outcome, seconds) for network, outcome in pairs]


def _as_many(outcomes: object, number: int) -> list[object]:
    what = f"an evaluation of {number} networks gives a list of {number} results"
    help = "one for each network, in their order"
    results = checked_items(outcomes, object, what, help)
    if len(results) != number:
        raise wrong_argument(outcomes, what, help)
    return results


def is_outcome(error: Exception) -> bool:
    """Whether an exception is the outcome of one network, and does not end the search."""
    exhausted = isinstance(error, RuntimeError) and str(error).startswith(NO_MEMORY)
    return exhausted or isinstance(error, OUTCOMES)


def _outcome_evaluation(hash: str, outcome: object, seconds: float) -> Evaluation:
    if isinstance(outcome, Exception):
        if not is_outcome(outcome):
            raise outcome
        return Evaluation(hash, {}, _explain(outcome), seconds)
    try:
        metrics = _metric_numbers(outcome)
    except OverflowError as error:
        return Evaluation(hash, {}, _explain(error), seconds)
    reason = _not_finite(metrics.items())
    return Evaluation(hash, {} if reason else metrics, reason, seconds)


def with_costs(metrics: Metrics, candidate: Candidate) -> dict[str, float]:
    """All names that an objective may use: metrics, costs, and `error` from `accuracy`."""
    known = {**metrics, **{name: getattr(candidate, name) for name in COSTS}}
    if "accuracy" in metrics:
        known.setdefault("error", 1 - metrics["accuracy"])
    return known


def _objective_value(objective: Objective, metrics: Metrics) -> float:
    for name in objective.names:
        if name not in metrics:
            hint = nearest(name, metrics) or f"known: {', '.join(sorted(metrics))}"
            raise NasdslError(
                f"the objective '{objective.text}' needs '{name}', which no evaluation gives", hint
            )
    return objective.value(metrics)


def _metric_numbers(metrics: object) -> dict[str, float]:
    if not isinstance(metrics, Mapping):
        raise _no_numbers(metrics)
    named = cast("Mapping[object, object]", metrics)
    if not all(isinstance(name, str) and name.isprintable() for name in named):
        raise _no_numbers(named)
    return {str(name): _number(value, named) for name, value in named.items()}


def _number(value: object, metrics: object) -> float:
    try:
        return as_float(value)
    except TypeError as error:
        raise _no_numbers(metrics) from error


def _no_numbers(returned: object) -> NasdslError:
    return NasdslError(
        f"an evaluation gives numbers by name, and this one gave {reprlib.repr(returned)}",
        "for example: return {'error': 0.1}",
    )


def _not_finite(named: Iterable[tuple[str, float]]) -> str:
    return ", ".join(f"{name} is {value}" for name, value in named if not math.isfinite(value))


def _explain(error: Exception) -> str:
    match error:
        case NasdslError():
            return error.message.encode(errors="backslashreplace").decode()
        case MemoryError() | RuntimeError():
            return "out of memory"
        case _:
            text = f"{type(error).__name__}: {error}"
            return text.encode(errors="backslashreplace").decode()


def _infeasible(candidate: Candidate, violation: float, reason: str) -> Candidate:
    return replace(candidate, status="infeasible", violation=violation, reason=reason)


def _failed(candidate: Candidate, reason: str) -> Candidate:
    return replace(candidate, status="failed", violation=math.inf, reason=reason)
