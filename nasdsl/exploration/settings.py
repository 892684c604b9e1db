"""Settings of a search, checked and completed before it starts.

Operators must suit the encoding that a strategy varies. `nsga2` varies decisions, which have no
order: only uniform crossover and resetting respect that. SBX and polynomial mutation treat
variables as numbers with neighbours, as `pouy` does with the paper's packed vector X.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from nasdsl import limits
from nasdsl.errors import NasdslError
from nasdsl.experiment.model import (
    CROSSOVERS,
    MUTATIONS,
    RATES,
    Crossover,
    Mutation,
    Objective,
    SearchSettings,
)
from nasdsl.exploration.strategies import NamedStrategy, named_strategy
from nasdsl.exploration.strategy import Maker
from nasdsl.util.arguments import checked, checked_items, checked_name, real_number, whole_number

if TYPE_CHECKING:
    from nasdsl.searchspace import SearchSpace

Operator = TypeVar("Operator", Crossover, Mutation)

STATED = "as a spec states it: dataclasses.replace(space.search, population=20), say"


def resolve_settings(
    space: SearchSpace, settings: SearchSettings, own: Maker | None = None
) -> SearchSettings:
    """The settings with which a search runs: checked, with default operators filled in.

    Args:
        space: the space to search.
        settings: the settings as they were stated.
        own: a function that makes the strategy, in place of the one that the settings name.

    Raises:
        NasdslError: a setting is not a known one, the strategy has no use for it, or the strategy
            cannot search this space.
    """
    strategy = named_strategy(settings.strategy) if own is None else NamedStrategy(own)
    settings = _with_plain_numbers(settings)
    _check_settings(settings, strategy)
    strategy.check(space)
    crossover = settings.crossover or next(map(Crossover, strategy.crossovers), None)
    mutation = settings.mutation or next(map(Mutation, strategy.mutations), None)
    return replace(settings, crossover=crossover, mutation=mutation)


def _check_settings(settings: SearchSettings, strategy: NamedStrategy) -> None:
    """Refuse settings with which a strategy cannot run.

    Raises:
        NasdslError: it names the first of them.
    """
    at_least("population", settings.population, strategy.population)
    at_least("number of generations", settings.generations, 1)
    for what, number in (
        ("population", settings.population),
        ("number of generations", settings.generations),
    ):
        if number > limits.SETTING:
            raise NasdslError(f"the {what} is more than {limits.SETTING:,}")
    at_least("number of objectives", len(settings.minimize), 1)
    if settings.crossover:
        checked_name(settings.crossover.name, CROSSOVERS, "crossover")
        _check_operator("crossover", settings.crossover, strategy.crossovers)
    if settings.mutation:
        checked_name(settings.mutation.per, RATES, "rate of mutation")
        checked_name(settings.mutation.name, MUTATIONS, "mutation")
        _check_operator("mutation", settings.mutation, strategy.mutations)


def _check_operator(what: str, operator: Crossover | Mutation, offered: tuple[str, ...]) -> None:
    """Refuse an operator that its strategy has not, or with wrong numbers."""
    if not offered:
        raise NasdslError(f"the strategy has no {what}", f"leave out {what} = {operator.name}")
    if operator.name not in offered:
        raise NasdslError(
            f"the strategy has no {what} '{operator.name}'",
            f"use {what} = {offered[0]}(), or strategy = pouy",
        )
    at_least(f"eta of {operator.name}", operator.eta, 0)
    if not 0 <= operator.p <= 1:
        raise NasdslError(f"the p of {operator.name} is {operator.p}, no probability")


def _with_plain_numbers(settings: SearchSettings) -> SearchSettings:
    """The settings, with the numbers of Python in place of those of NumPy.

    Raises:
        NasdslError: one of them is of another kind than it states.
    """
    checked_items(settings.minimize, Objective, "what is minimised are nasdsl.Objective", STATED)
    return replace(
        settings,
        population=whole_number(settings.population, "the population"),
        generations=whole_number(settings.generations, "the number of generations"),
        crossover=_operator(settings.crossover, Crossover),
        mutation=_operator(settings.mutation, Mutation),
    )


def _operator(operator: Operator | None, kind: type[Operator]) -> Operator | None:
    if operator is None:
        return None
    what = f"a {kind.__name__.lower()} is a nasdsl.experiment.model.{kind.__name__}"
    name = checked(operator, kind, what, STATED).name
    eta = real_number(operator.eta, f"the eta of {name}")
    return replace(operator, eta=eta, p=real_number(operator.p, f"the p of {name}"))


def at_least(what: str, value: float, least: int) -> None:
    """Refuse a value below `least`.

    Args:
        what: what the value is, for the message.
        value: the value of a setting.
        least: the smallest value allowed.

    Raises:
        NasdslError: `value` is smaller.
    """
    if value < least:
        raise NasdslError(f"the {what} is {value}, but must be at least {least}")
