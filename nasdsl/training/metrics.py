"""Metrics: numbers measured of a trained network, by the names that objectives use.

A package announces one by an entry point of the group `nasdsl.metrics` that gives a function of a
network and its training; nasdsl announces its own in the same group.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from nasdsl.backend import EvaluationFailed, Result
from nasdsl.errors import NasdslError, failure, nearest
from nasdsl.exploration.problem import COMPUTED, is_outcome
from nasdsl.plugins import PluginGroup
from nasdsl.program.architecture import Architecture
from nasdsl.util.arguments import as_float, shown_value

if TYPE_CHECKING:
    from nasdsl.experiment.model import Objective, SearchSettings

METRICS = PluginGroup("nasdsl.metrics", "metric")

Metric = Callable[[Architecture, Result], float]
"""From a network and what its training came to on images held out to a number."""

ALWAYS = ("accuracy", "loss")
"""What is measured of every network, whatever the objectives are."""


def accuracy(network: Architecture, result: Result) -> float:
    """The accuracy on validation images after the last epoch, 0 to 1.

    Args:
        network: the network, not used.
        result: the results of its training.
    """
    return result.epochs[-1].accuracy


def loss(network: Architecture, result: Result) -> float:
    """The mean loss on validation images after the last epoch.

    Args:
        network: the network, not used.
        result: the results of its training.
    """
    return result.epochs[-1].held_out_loss


def usual_metrics() -> dict[str, Metric]:
    """The functions, by name, that measure what is measured of every network: accuracy and loss."""
    return {name: named_metric(name) for name in ALWAYS}


def chosen_metrics(settings: SearchSettings) -> dict[str, Metric]:
    """The functions, by name, that measure accuracy, loss and all metrics that objectives use.

    Raises:
        NasdslError: an objective uses a name that nothing measures, or a metric that cannot be
            used.
    """
    offered = METRICS.names()
    for objective in settings.minimize:
        _check_names(objective, offered)
    named = {name for objective in settings.minimize for name in objective.names}
    added = sorted(named.difference(ALWAYS, COMPUTED))
    return usual_metrics() | {name: named_metric(name) for name in added}


def _check_names(objective: Objective, offered: tuple[str, ...]) -> None:
    """Refuse names that nothing measures, and those that stand for two things."""
    known = (*COMPUTED, *offered)
    for name in objective.names:
        if name not in known:
            raise NasdslError(
                f"the objective '{objective.text}' needs '{name}', which is not measured",
                nearest(name, known) or f"known: {', '.join(known)}",
            )
        if name in COMPUTED and name in offered:
            raise NasdslError(
                f"a distribution gives the metric '{name}', which nasdsl computes itself",
                "uninstall it, or rename its entry point",
            )


def named_metric(name: str) -> Metric:
    """The function that measures the metric of this name, imported.

    Raises:
        NasdslError: no metric has this name, or what a package provides cannot be used.
    """
    metric: Metric = METRICS.load(name)
    if callable(metric):
        return metric
    fact = f"the installed metric '{name}' is {shown_value(metric)}"
    raise NasdslError(fact, "its entry point gives a function of an Architecture and a Result")


def measure(
    metrics: Mapping[str, Metric], network: Architecture, result: Result
) -> dict[str, float]:
    """The values of metrics, by name, for a trained network.

    Args:
        metrics: the functions that measure, by the names of the metrics.
        network: the network.
        result: what its training gave.

    Raises:
        EvaluationFailed: a metric has no value for this network: an overflow, say.
        NasdslError: a function fails otherwise, or does not return a number.
    """
    return {name: _value(name, metric, network, result) for name, metric in metrics.items()}


def _value(name: str, metric: Metric, network: Architecture, result: Result) -> float:
    try:
        value = metric(network, result)
    except EvaluationFailed:
        raise
    except Exception as error:  # whatever a distribution's function does
        kind = EvaluationFailed if is_outcome(error) else NasdslError
        raise kind(failure(f"the metric '{name}'", error)) from error
    try:
        return as_float(value)
    except TypeError:
        fact = f"the metric '{name}' gives {shown_value(value)}, which is no number"
        raise NasdslError(fact) from None
    except OverflowError as error:
        raise EvaluationFailed(f"the metric '{name}' is too large: {error}") from error
