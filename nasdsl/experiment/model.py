"""The experiment of a spec as data: settings by section, objectives, bounds on cost.

An expression here is over metrics of one network (`error`, `params` ...), not over the space.
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
    """A number to minimise: its text in the spec, and a function from metrics to its value.

    Metrics are what an evaluation returned (`error`, `accuracy`, `loss` ...), and costs.
    """

    text: str
    names: tuple[str, ...]
    value: Callable[[Metrics], float]


@dataclass(frozen=True, slots=True)
class Requirement:
    """A bound on costs that every network of the search must satisfy.

    Args:
        text: in the spec.
        excess: by how much given costs violate it, as a share of the limit; 0.0 if they satisfy it.
        span: in the spec.
        subject: the definition whose uses it bounds; None for the network.
        limits: costs that it compares with numbers alone: name, least, greatest.
        whole: whether `limits` is equivalent to the requirement.
    """

    text: str
    excess: Callable[[Metrics], float]
    span: Span
    subject: Subject | None = None
    limits: tuple[tuple[str, float, float], ...] = ()
    whole: bool = False

    def violation(self, network: Architecture) -> float:
        """The largest relative excess of a network over the bound; 0.0 if it satisfies it."""
        whole = {name: getattr(network, name) for name in COSTS}
        if self.subject is None:
            return self.excess(whole)
        of = self.subject
        uses = [{of.cost(n): v for n, v in use.items()} for use in network.costs_of(of)]
        return max((self.excess(whole | use) for use in uses), default=0.0)


@dataclass(frozen=True, slots=True)
class Crossover:
    """`sbx(eta, p)`: simulated binary crossover; `uniform(p)`: each variable from either parent.

    `p` is the probability that a pair is crossed at all.
    """

    name: CrossoverName
    eta: float = 3.0
    p: float = 1.0


@dataclass(frozen=True, slots=True)
class Mutation:
    """`polynomial(eta, p, per)` or `reset(p, per)`: `p` per `gene` or per `individual`.

    Per individual, `p` is the probability that an individual is mutated at all, each of its
    variables then with probability 1 / n.
    """

    name: MutationName
    eta: float = 3.0
    p: float = 1.0
    per: MutationRate = RATES[0]


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """How a space is searched: `generations` of `population` networks, the first one random.

    Without a crossover or a mutation the strategy's own are used.
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
        images: how many of the others are used, at most; None for all.
    """

    set: str | None = None
    validation: float = 0.1
    images: int | None = None


@dataclass(frozen=True, slots=True)
class Experiment:
    """The whole experiment of a spec."""

    train: TrainSettings
    search: SearchSettings
    data: DataSettings
    requirements: tuple[Requirement, ...]
