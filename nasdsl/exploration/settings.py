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
from nasdsl.experiment.model import RATES, Crossover, Mutation, SearchSettings
from nasdsl.exploration.strategies import named_strategy

if TYPE_CHECKING:
    from nasdsl.searchspace import SearchSpace

OPERATORS: Mapping[str, tuple[str, ...]] = {
    "crossover": ("sbx", "uniform"),
    "mutation": ("polynomial", "reset"),
}
"""All crossovers and mutations that there are."""


def resolve_settings(space: SearchSpace, settings: SearchSettings) -> SearchSettings:
    """The settings as they will run: with the strategy's own operators where none are given.

    Raises:
        NasdslError: a setting is not a known one, or X has too large a variable.
    """
    check_settings(settings)
    strategy = named_strategy(settings.strategy)
    strategy.check(space)
    if not strategy.crossovers or not strategy.mutations:
        return replace(settings, crossover=None, mutation=None)
    return replace(
        settings,
        crossover=settings.crossover or Crossover(strategy.crossovers[0]),
        mutation=settings.mutation or Mutation(strategy.mutations[0]),
    )


def check_settings(settings: SearchSettings) -> None:
    """Refuse settings that no search can run with.

    Raises:
        NasdslError: it names the first of them.
    """
    strategy = named_strategy(settings.strategy)
    at_least("population", settings.population, strategy.population)
    at_least("generations", settings.generations, 1)
    at_least("number of objectives", len(settings.minimize), 1)
    if settings.crossover:
        _check_operator("crossover", settings.crossover, strategy.crossovers)
    if settings.mutation:
        known("rate of mutation", settings.mutation.per, RATES)
        _check_operator("mutation", settings.mutation, strategy.mutations)


def _check_operator(what: str, operator: Crossover | Mutation, offered: tuple[str, ...]) -> None:
    """Refuse an operator that is none, that its strategy has not, or with wrong numbers."""
    known(what, operator.name, OPERATORS[what])
    if offered and operator.name not in offered:
        raise NasdslError(
            f"{what} '{operator.name}' takes variables for numbers, and decisions are none",
            f"use {what} = {offered[0]}(), or strategy = pouy",
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
