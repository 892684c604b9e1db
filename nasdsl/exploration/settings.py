"""From the settings that a user wrote to those that a search runs with, all of them checked.

What the search does is decided here, before it starts: operators that suit what a strategy
varies. `nsga2` varies decisions, names without an order, which only uniform crossover and
resetting respect. SBX and polynomial mutation treat variables as numbers with neighbours, as
`pouy` does with the paper's packed vector X.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from nasdsl.errors import NasdslError, nearest
from nasdsl.experiment.model import RATES, STRATEGIES, Crossover, Mutation, SearchSettings

if TYPE_CHECKING:
    from nasdsl.searchspace import SearchSpace

EXACT = 2**53  # up to here every integer is a float, and SBX loses none

CROSSOVERS: Mapping[str, tuple[str, ...]] = {
    "nsga2": ("uniform",),
    "pouy": ("sbx", "uniform"),
}
"""The crossovers of a strategy, its own first."""

MUTATIONS: Mapping[str, tuple[str, ...]] = {
    "nsga2": ("reset",),
    "pouy": ("polynomial", "reset"),
}
"""The mutations of a strategy, its own first."""


def resolve_settings(space: SearchSpace, settings: SearchSettings) -> SearchSettings:
    """The settings as they will run: with the strategy's own operators where none are given.

    Raises:
        NasdslError: a setting is not a known one, or X has too large a variable.
    """
    check_settings(settings)
    if settings.strategy not in CROSSOVERS:
        return replace(settings, crossover=None, mutation=None)
    if settings.strategy == "pouy":
        _check_packed(space)
    return replace(
        settings,
        crossover=settings.crossover or Crossover(CROSSOVERS[settings.strategy][0]),
        mutation=settings.mutation or Mutation(MUTATIONS[settings.strategy][0]),
    )


def _check_packed(space: SearchSpace) -> None:
    if max(space.encoding("packed").bounds, default=1) > EXACT:
        raise NasdslError(
            "strategy 'pouy' makes variables of more than 2**53 values for this space, "
            "which crossover and mutation cannot tell apart",
            "use strategy = nsga2",
        )


def check_settings(settings: SearchSettings) -> None:
    """Refuse settings that no search can run with.

    Raises:
        NasdslError: it names the first of them.
    """
    known("strategy", settings.strategy, STRATEGIES)
    least = 1 if settings.strategy == "random" else 2
    at_least("population", settings.population, least)
    at_least("generations", settings.generations, 1)
    at_least("number of objectives", len(settings.minimize), 1)
    if settings.crossover:
        _check_operator("crossover", settings.strategy, settings.crossover, CROSSOVERS)
    if settings.mutation:
        known("rate of mutation", settings.mutation.per, RATES)
        _check_operator("mutation", settings.strategy, settings.mutation, MUTATIONS)


def _check_operator(
    what: str,
    strategy: str,
    operator: Crossover | Mutation,
    offered: Mapping[str, tuple[str, ...]],
) -> None:
    """Refuse an operator that is none, that its strategy has not, or with wrong numbers."""
    known(what, operator.name, offered["pouy"])
    if operator.name not in offered.get(strategy, offered["pouy"]):
        raise NasdslError(
            f"{what} '{operator.name}' takes variables for numbers, and decisions are none",
            f"use {what} = {offered[strategy][0]}(), or strategy = pouy",
        )
    at_least(f"eta of {operator.name}", operator.eta, 0)
    if not 0 <= operator.p <= 1:
        raise NasdslError(f"the p of {operator.name} is {operator.p}, no probability")


def known(what: str, name: str, names: Iterable[str]) -> None:
    """Refuse a name that is none of `names`."""
    if name not in names:
        hint = nearest(name, names) or f"known: {', '.join(names)}"
        raise NasdslError(f"there is no {what} '{name}'", hint)


def at_least(what: str, value: float, least: int) -> None:
    """Refuse a number below `least`, and what is no number."""
    if not value >= least:
        raise NasdslError(f"the {what} is {value}, but must be at least {least}")
