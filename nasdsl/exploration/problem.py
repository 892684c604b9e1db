"""From a genotype to its objectives: decode, check the bounds on cost, evaluate the network.

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
    """None for all genotypes, so that any of their networks may be evaluated at once."""
    return None


@dataclass(frozen=True, slots=True)
class Batched:
    """An evaluation of several networks at once.

    Args:
        evaluate: from a list of networks to the metrics of each, or the exception with which it
            failed, in their order.
        key: from a genotype (the values of its loci) to a key; only networks with equal keys are
            evaluated at once.
        size: the largest number of networks evaluated at once.

    Raises:
        NasdslError: an argument is of another type, or `size` is below 1.
    """

    evaluate: EvaluateAll
    key: Callable[[Vector], Hashable] = no_key
    size: int = 1

    def __post_init__(self) -> None:
        checked_call(self.evaluate, "what evaluates networks", 1)
        checked_call(self.key, "a key of genotypes", 1)
        if whole_number(self.size, "the number of networks evaluated at once") < 1:
            raise NasdslError(f"the number of networks evaluated at once is {self.size}")


COMPUTED = ("error", *COSTS)
"""What an objective may name that no evaluation has to give."""

OUTCOMES = EvaluationFailed, MemoryError, ArithmeticError
"""What may become of the evaluation of one network, and does not end a search."""

NO_MEMORY = "RESOURCE_EXHAUSTED", "CUDA out of memory"
"""How a RuntimeError of JAX, or of PyTorch, begins where a device has no memory left."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The result of evaluating one network.

    Args:
        hash: the network's hash.
        metrics: its measured numbers by name, all finite; empty if the evaluation failed.
        reason: why the evaluation failed; empty if it succeeded.
        seconds: how long the evaluation took.
    """

    hash: str
    metrics: dict[str, float]
    reason: str
    seconds: float


def costs(network: Candidate | Architecture) -> tuple[int, int]:
    """Parameters and MACs, by which networks with one hash are compared: the least is evaluated."""
    return network.params, network.macs


class Problem:
    """What a search optimises: a space with objectives.

    Args:
        space: the space.
        objectives: the numbers to minimise.
    """

    def __init__(self, space: SearchSpace, objectives: tuple[Objective, ...]) -> None:
        self._space = space
        self._objectives = objectives

    def read(self, genotype: Genotype) -> tuple[Candidate, Architecture | None]:
        """The candidate and the network of a genotype, before any evaluation.

        The network is None, and the candidate's status `infeasible`, where shapes do not fit or a
        bound on cost is violated. Otherwise the status is `ok`.
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
        """The candidate with the values of its objectives, or with the status `failed`.

        Args:
            candidate: a candidate that keeps all bounds on cost.
            evaluation: what was measured of its network.

        Raises:
            NasdslError: an objective uses a metric that the evaluation does not give.
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
    """A function that evaluates a list of networks by evaluating one after the other."""

    def every(networks: Sequence[Architecture]) -> list[Metrics]:
        return [evaluate(network) for network in networks]

    return every


def measure_networks(networks: Sequence[Architecture], evaluate: EvaluateAll) -> list[Evaluation]:
    """The evaluation of each network, in their order; a failure of one is an evaluation, too.

    Args:
        networks: the networks to evaluate at once.
        evaluate: gives the metrics of each network, or the exception with which it failed.

    Raises:
        NasdslError: `evaluate` returned something else than numbers by name for each network.
        Exception: any exception of `evaluate` that `is_outcome` does not accept.
    """
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
    return [_outcome_evaluation(network, outcome, seconds) for network, outcome in pairs]


def _as_many(outcomes: object, number: int) -> list[object]:
    what = f"an evaluation of {number} networks gives a list of {number} results"
    help = "one for each network, in their order"
    results = checked_items(outcomes, object, what, help)
    if len(results) != number:
        raise wrong_argument(outcomes, what, help)
    return results


def is_outcome(error: Exception) -> bool:
    """Whether an exception counts as a failure of one network, and does not end the search.

    It does if it is EvaluationFailed, an arithmetic error, or a lack of memory.
    """
    exhausted = isinstance(error, RuntimeError) and str(error).startswith(NO_MEMORY)
    return exhausted or isinstance(error, OUTCOMES)


def _outcome_evaluation(network: Architecture, outcome: object, seconds: float) -> Evaluation:
    if isinstance(outcome, Exception):
        if not is_outcome(outcome):
            raise outcome
        return Evaluation(network.hash, {}, _explain(outcome), seconds)
    try:
        metrics = _metric_numbers(outcome)
    except OverflowError as error:
        return Evaluation(network.hash, {}, _explain(error), seconds)
    _check_costs(metrics, network)
    reason = _not_finite(metrics.items())
    if not reason:
        _check_accuracy(metrics)
    return Evaluation(network.hash, {} if reason else metrics, reason, seconds)


def _check_costs(metrics: Metrics, network: Architecture) -> None:
    """Refuse a metric that has the name of a cost, and is another number."""
    for name in COSTS:
        if name in metrics and metrics[name] != (known := getattr(network, name)):
            fact = f"an evaluation gives {metrics[name]:,.15g} as '{name}', which nasdsl counts"
            raise NasdslError(f"{fact}: {known:,}", f"give it a name of its own: 'my_{name}', say")


def _check_accuracy(metrics: Metrics) -> None:
    """Refuse an accuracy of percents, of which `error` would be made (see `with_costs`)."""
    if "error" not in metrics and not 0 <= metrics.get("accuracy", 0) <= 1:
        fact = f"an evaluation gives {metrics['accuracy']:,.15g} as 'accuracy'"
        help = "it is a share, from 0 to 1, and error is 1 - accuracy: divide percents by 100"
        raise NasdslError(fact, help)


def with_costs(metrics: Metrics, candidate: Candidate) -> dict[str, float]:
    """All numbers that an objective may use, by name: metrics, costs, and `error`.

    `error` is 1 - `accuracy`, unless a metric has this name.

    Args:
        metrics: what was measured of the candidate's network.
        candidate: the candidate, with its costs.
    """
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
            text = f"{error.message}" or f"{type(error).__name__}, without a reason"
            return text.encode(errors="backslashreplace").decode()
        case MemoryError() | RuntimeError():
            return "out of memory"
        case _:
            text = f"{type(error).__name__}: {error}"
            return text.encode(errors="backslashreplace").decode()


def _infeasible(candidate: Candidate, violation: float, reason: str) -> Candidate:
    return replace(candidate, status="infeasible", violation=violation, reason=reason)


def _failed(candidate: Candidate, reason: str) -> Candidate:
    return replace(candidate, status="failed", violation=math.inf, reason=reason)
