"""From the settings that a user wrote to those that a search runs with, all of them checked.

What the search does is decided here, before it starts: which encoding `auto` is, and operators
that suit it. SBX and polynomial mutation treat variables as numbers with neighbours, as the
paper's packed vector X has them; loci are names without an order, which only uniform crossover
and resetting respect.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from nasdsl.errors import NasdslError, nearest
from nasdsl.experiment import Crossover, Mutation, SearchSettings

if TYPE_CHECKING:
    from nasdsl.searchspace import SearchSpace

EXACT = 2**53  # up to here every integer is a float, and SBX loses none

STRATEGIES = ("nsga2", "random")
ENCODINGS = ("auto", "packed", "loci")
CROSSOVERS = ("sbx", "uniform")
MUTATIONS = ("polynomial", "reset")
RATES = ("gene", "individual")


def resolve(space: SearchSpace, settings: SearchSettings) -> SearchSettings:
    """The settings as they will run: the encoding is `packed` or `loci`, with operators for it.

    `auto` is `packed` where no variable has more than 2**53 values. With `loci`, `sbx` becomes
    `uniform()` and `polynomial` becomes `reset(per=individual)`.

    Raises:
        NasdslError: a setting is not a known one, or a variable is too large for its encoding.
    """
    check(settings)
    encoding = settings.encoding
    if encoding != "loci":
        largest = max(space.encoding("packed").bounds, default=1)
        if encoding == "packed" and largest > EXACT:
            raise NasdslError(
                "encoding 'packed' makes variables of more than 2**53 values for this space, "
                "which crossover and mutation cannot tell apart",
                "use encoding = loci",
            )
        encoding = "packed" if largest <= EXACT else "loci"
    chosen = replace(settings, encoding=encoding)
    return chosen if encoding == "packed" else for_loci(chosen)


def for_loci(settings: SearchSettings) -> SearchSettings:
    """The settings with the operators that suit variables without an order."""
    if settings.crossover.name == "sbx":
        settings = replace(settings, crossover=Crossover("uniform"))
    if settings.mutation.name == "polynomial":
        settings = replace(settings, mutation=Mutation("reset", per="individual"))
    return settings


def check(settings: SearchSettings) -> None:
    """Refuse settings that no search can run with.

    Raises:
        NasdslError: it names the first of them.
    """
    known("strategy", settings.strategy, STRATEGIES)
    known("encoding", settings.encoding, ENCODINGS)
    known("crossover", settings.crossover.name, CROSSOVERS)
    known("mutation", settings.mutation.name, MUTATIONS)
    known("rate of mutation", settings.mutation.per, RATES)
    least = 2 if settings.strategy == "nsga2" else 1
    at_least("population", settings.population, least)
    at_least("generations", settings.generations, 1)
    at_least("number of objectives", len(settings.minimize), 1)
    for operator in (settings.crossover, settings.mutation):
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
