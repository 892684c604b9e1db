"""Makes a strategy and asks it for genotypes, with checks: a user may have written the strategy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import wraps
from random import Random
from typing import TYPE_CHECKING

from nasdsl.errors import NasdslError
from nasdsl.genome.genotype import Genotype
from nasdsl.plugins import failures_named
from nasdsl.util.arguments import checked, shown_value, wrong_argument

if TYPE_CHECKING:
    from nasdsl.experiment.model import SearchSettings
    from nasdsl.exploration.strategy import Candidate, Maker, Strategy
    from nasdsl.searchspace import SearchSpace

MAKE = "take genotypes of the space that the strategy is given: space.sample(rng), say"


def make_strategy(
    make: Maker, space: SearchSpace, settings: SearchSettings, rng: Random
) -> Strategy:
    """The strategy that the function `make` returns, checked to have the methods `ask` and `tell`.

    Args:
        make: the function.
        space: the space to search, passed to `make`.
        settings: the complete settings of the search, passed to `make`.
        rng: the source of randomness of the search, passed to `make`.

    Raises:
        NasdslError: the object that `make` returns lacks one of the methods.
    """
    strategy = make(space, settings, rng)
    _check_methods(strategy, "a strategy")
    return strategy


def _check_methods(strategy: Strategy, which: str) -> None:
    for method in ("ask", "tell"):
        if not callable(getattr(strategy, method, None)):
            what = f"what makes {which} gives an object with the method '{method}'"
            raise wrong_argument(strategy, what, "a strategy has ask() and tell(candidates)")


@dataclass(frozen=True, slots=True)
class GuardedStrategy:
    """A strategy from an installed distribution, whose exceptions become errors of nasdsl.

    Args:
        name: the strategy's name, for the messages.
        strategy: the strategy.
    """

    name: str
    strategy: Strategy

    def ask(self) -> Sequence[Genotype]:
        """The genotypes of the next generation, as the strategy proposes them.

        Raises:
            NasdslError: the strategy raised an exception.
        """
        with failures_named(f"'ask' of the strategy '{self.name}'"):
            return self.strategy.ask()

    def tell(self, candidates: Sequence[Candidate]) -> None:
        """Pass on to the strategy what became of the genotypes of the last `ask`, in their order.

        Raises:
            NasdslError: the strategy raised an exception.
        """
        with failures_named(f"'tell' of the strategy '{self.name}'"):
            self.strategy.tell(candidates)


def guarded_maker(name: str, make: Maker) -> Maker:
    """A function that makes a strategy as `make` does, but raises only errors of nasdsl.

    Args:
        name: the strategy's name, for the messages.
        make: the function of an installed distribution that makes the strategy; its exceptions, and
            those of the strategy's methods, become errors that name the function or method.
    """

    @wraps(make)
    def guarded(space: SearchSpace, settings: SearchSettings, rng: Random) -> Strategy:
        with failures_named(f"'make' of the strategy '{name}'"):
            strategy = make(space, settings, rng)
        _check_methods(strategy, f"the strategy '{name}'")
        return GuardedStrategy(name, strategy)

    return guarded


def ask_generation(strategy: Strategy, space: SearchSpace, number: int) -> Sequence[Genotype]:
    """The genotypes that a strategy proposes for its next generation, checked.

    Args:
        strategy: the strategy to ask.
        space: the space to which the genotypes must belong.
        number: how many there must be.

    Raises:
        NasdslError: the strategy gives more or fewer, or objects that are no genotypes of the
            space.
    """
    named = isinstance(strategy, GuardedStrategy)
    name, asked = strategy.name if named else type(strategy).__name__, strategy.ask()
    checked(asked, Sequence, f"strategy {name} asks for a list of genotypes", MAKE)
    if len(asked) != number:
        fact = f"strategy {name} asks for {len(asked)} genotypes, and a generation has {number}"
        raise NasdslError(fact, "settings.population says how many to ask for")
    for genotype in asked:
        if not _is_of(space, genotype):
            fact = f"strategy {name} asks for {shown_value(genotype)}, no genotype of this space"
            raise NasdslError(fact, MAKE)
    return asked


def _is_of(space: SearchSpace, genotype: object) -> bool:
    """Whether a genotype is that of its index: one that was put together by hand may not be."""
    try:
        return isinstance(genotype, Genotype) and space.unrank(genotype.index) == genotype
    except NasdslError:
        return False
