"""Strategies by name: nasdsl's and those of other installed packages.

A package announces one by an entry point of the group `nasdsl.strategies` that gives a
`NamedStrategy`; nasdsl announces its own in the same group.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING

from nasdsl.errors import NasdslError, with_type
from nasdsl.experiment.model import STRATEGIES, CrossoverName, MutationName, SearchSettings
from nasdsl.exploration.asking import guarded_maker
from nasdsl.exploration.bounded_draw import BoundedDraw
from nasdsl.exploration.random_search import RandomSearch
from nasdsl.exploration.strategy import Maker, Strategy
from nasdsl.plugins import failures_named

if TYPE_CHECKING:
    from nasdsl.genome.encoding import EncodingName
    from nasdsl.searchspace import SearchSpace

EXACT = 2**53  # up to here every integer is a float, and SBX loses none


def _any_space(space: SearchSpace) -> None:
    """Every space can be searched."""


@dataclass(frozen=True, slots=True)
class NamedStrategy:
    """A strategy that `search { strategy = NAME }` selects.

    Args:
        make: makes the strategy from a space, complete settings and a source of randomness.
        crossovers: the names of the crossovers that it can use, the default first; empty if it uses
            none.
        mutations: the names of the mutations that it can use, the default first; empty if it uses
            none.
        population: the smallest population that it can use.
        check: called with a space; raises `NasdslError` if the strategy cannot search it.
    """

    make: Maker
    crossovers: tuple[CrossoverName, ...] = ()
    mutations: tuple[MutationName, ...] = ()
    population: int = 1
    check: Callable[[SearchSpace], None] = _any_space


def named_strategy(name: str) -> NamedStrategy:
    """The strategy that nasdsl or an installed package provides under a name.

    Raises:
        NasdslError: no strategy has this name, or what a package provides cannot be used.
    """
    strategy = STRATEGIES.load(name)
    if not isinstance(strategy, NamedStrategy):
        raise NasdslError(
            f"the installed strategy '{name}' is {with_type(strategy)}",
            "its entry point gives a nasdsl.exploration.NamedStrategy",
        )
    if any(strategy is own for own in OWN):
        return strategy
    check = _guarded_check(name, strategy.check)
    return replace(strategy, make=guarded_maker(name, strategy.make), check=check)


def _guarded_check(
    name: str, check: Callable[[SearchSpace], None]
) -> Callable[[SearchSpace], None]:
    """A check of a distribution, whose failures are told."""

    def guarded(space: SearchSpace) -> None:
        with failures_named(f"'check' of the strategy '{name}'"):
            check(space)

    return guarded


def _check_packed(space: SearchSpace) -> None:
    if max(space.encoding("packed").bounds, default=1) > EXACT:
        raise NasdslError(
            "strategy 'pouy' makes variables of more than 2**53 values for this space, "
            "which crossover and mutation cannot tell apart",
            "use strategy = nsga2",
        )


def _evolved(encoding: EncodingName) -> Maker:
    def make(space: SearchSpace, settings: SearchSettings, rng: Random) -> Strategy:
        from nasdsl.exploration.nsga2 import NSGA2

        assert settings.crossover is not None
        assert settings.mutation is not None
        draw = BoundedDraw(space, rng)
        initial = [draw() for _ in range(settings.population)]
        codec = space.encoding(encoding)
        return NSGA2(codec, initial, settings.crossover, settings.mutation, rng)

    return make


def _drawn(space: SearchSpace, settings: SearchSettings, rng: Random) -> Strategy:
    return RandomSearch(BoundedDraw(space, rng), settings.population)


nsga2 = NamedStrategy(_evolved("loci"), ("uniform",), ("reset",), population=2)
"""NSGA-II on decisions: names without an order, for which only these operators have a meaning."""

pouy = NamedStrategy(
    _evolved("packed"),
    ("sbx", "uniform"),
    ("polynomial", "reset"),
    population=2,
    check=_check_packed,
)
"""NSGA-II on the paper's packed vector X, whose variables are numbers with neighbours."""

random = NamedStrategy(_drawn)
"""Random search."""

OWN = (nsga2, pouy, random)


def added_maker(name: str) -> Maker | None:
    """The function that makes the strategy of this name; None if nasdsl provides it.

    For a strategy of nasdsl, the version of nasdsl says which function it is.
    """
    own = [strategy.make for strategy in OWN]
    make = named_strategy(name).make
    return None if make in own else make
