"""The experiment of a spec as data: settings by section, objectives, bounds on cost.

An expression here is over metrics and costs of one network (`error`, `params` ...), not over the
space.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from nasdsl.plugins import PluginGroup
from nasdsl.source import Span
from nasdsl.space.constraints import COSTS, Subject

if TYPE_CHECKING:
    from nasdsl.program.architecture import Architecture
    from nasdsl.train_settings import TrainSettings

Metrics = Mapping[str, float]

STRATEGIES = PluginGroup("nasdsl.strategies", "strategy")
"""What can stand in `search { strategy = ... }`: nasdsl's own, and those that are installed."""

CrossoverName = Literal["sbx", "uniform"]
MutationName = Literal["polynomial", "reset"]

CROSSOVERS: Mapping[CrossoverName, tuple[str, ...]] = {"sbx": ("eta", "p"), "uniform": ("p",)}
MUTATIONS: Mapping[MutationName, tuple[str, ...]] = {
    "polynomial": ("eta", "p", "per"),
    "reset": ("p", "per"),
}
"""All crossovers and mutations that there are, each with its arguments in order."""

MutationRate = Literal["individual", "gene"]
RATES: tuple[MutationRate, ...] = get_args(MutationRate)


@dataclass(frozen=True, slots=True)
class Objective:
    """A number to minimise.

    Args:
        text: the expression, as the spec writes it.
        names: the metrics (`error`, `accuracy`, `loss` ...) and costs in the expression.
        value: computes the expression from metrics and costs by name.
    """

    text: str
    names: tuple[str, ...]
    value: Callable[[Metrics], float]


@dataclass(frozen=True, slots=True)
class Requirement:
    """A bound on cost that every network of the search must keep.

    Args:
        text: the requirement, as the spec writes it.
        excess: computes, from costs by name, by how much they violate the bound, as a share of the
            limit; 0.0 if they keep it.
        span: where the requirement stands in the spec.
        subject: the definition whose uses it bounds; None for the whole network.
        limits: for each cost that the requirement compares with numbers alone, its name and the
            least and the greatest value allowed.
        whole: whether the requirement consists of such comparisons only.
    """

    text: str
    excess: Callable[[Metrics], float]
    span: Span
    subject: Subject | None = None
    limits: tuple[tuple[str, float, float], ...] = ()
    whole: bool = False

    def violation(self, network: Architecture) -> float:
        """By what share of the limit a network exceeds this bound, 0.0 if it keeps it.

        If the bound has a subject, it is the largest share among the uses of that definition.
        """
        whole = {name: getattr(network, name) for name in COSTS}
        if self.subject is None:
            return self.excess(whole)
        of = self.subject
        uses = [{of.cost(n): v for n, v in use.items()} for use in network.costs_of(of)]
        return max((self.excess(whole | use) for use in uses), default=0.0)


@dataclass(frozen=True, slots=True)
class Crossover:
    """An operator that mixes the vectors of two genotypes.

    Args:
        name: `sbx` (simulated binary crossover), or `uniform` (each number from either of the two).
        eta: the distribution index of `sbx`: the larger, the nearer children are to parents.
        p: the probability that a pair is mixed at all.
    """

    name: CrossoverName
    eta: float = 3.0
    p: float = 1.0


@dataclass(frozen=True, slots=True)
class Mutation:
    """An operator that changes the vector of a genotype.

    Args:
        name: `polynomial` (moves a number, more often a little), or `reset` (draws it anew).
        eta: the distribution index of `polynomial`: the larger, the smaller the moves.
        p: the probability, see `per`.
        per: `gene`: each number changes with probability `p`. `individual`: a vector changes with
            probability `p`, each of its n numbers then with probability 1 / n.
    """

    name: MutationName
    eta: float = 3.0
    p: float = 1.0
    per: MutationRate = RATES[0]


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """How a space is searched.

    Args:
        minimize: the objectives.
        population: how many genotypes a generation has.
        generations: how many generations there are, with the first, random one.
        strategy: the name of the strategy.
        crossover: the crossover; None for the default of the strategy.
        mutation: the mutation; None for the default of the strategy.
    """

    minimize: tuple[Objective, ...]
    population: int = 10
    generations: int = 100
    strategy: str = "nsga2"
    crossover: Crossover | None = None
    mutation: Mutation | None = None


@dataclass(frozen=True, slots=True)
class DataSettings:
    """The data on which networks are trained.

    Args:
        set: the name or path of a data set.
        validation: the share of the training images that is held out for validation.
        images: how many of the other training images are used, at most; None for all.
    """

    set: str | None = None
    validation: float = 0.1
    images: int | None = None


@dataclass(frozen=True, slots=True)
class Experiment:
    """All that a spec says besides its space.

    Args:
        train: the settings of training.
        search: the settings of the search.
        data: the data set and its use.
        requirements: the bounds on cost.
    """

    train: TrainSettings
    search: SearchSettings
    data: DataSettings
    requirements: tuple[Requirement, ...]
