"""The experiment that a spec describes: its sections as settings, its requirements as bounds.

An expression here ranges over numbers measured of one network (`error`, `params` ...), not over
the space.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nasdsl.plugins import PluginGroup
from nasdsl.source import Span
from nasdsl.space.constraints import COSTS, Subject

if TYPE_CHECKING:
    from nasdsl.program.architecture import Architecture
    from nasdsl.train_settings import TrainSettings

Metrics = Mapping[str, float]

STRATEGIES = PluginGroup("nasdsl.strategies", "strategy")
"""What can stand in `search { strategy = ... }`: nasdsl's own, and those that are installed."""

CROSSOVERS: Mapping[str, tuple[str, ...]] = {"sbx": ("eta", "p"), "uniform": ("p",)}
MUTATIONS: Mapping[str, tuple[str, ...]] = {
    "polynomial": ("eta", "p", "per"),
    "reset": ("p", "per"),
}
"""All crossovers and mutations that there are, each with its arguments in order."""

RATES = ("individual", "gene")


@dataclass(frozen=True, slots=True)
class Objective:
    """A number to minimise: its text in the spec, and its value for the metrics of a network.

    Metrics are what an evaluation returned (`error`, `accuracy`, `loss` ...), and costs.
    """

    text: str
    names: tuple[str, ...]
    value: Callable[[Metrics], float]


@dataclass(frozen=True, slots=True)
class Requirement:
    """A bound on costs that every network of the search must keep.

    Args:
        text: as the spec says it.
        excess: by how much costs break it, as a share of it; 0.0 where they keep it.
        span: where it stands.
        subject: the definition of which it speaks, at each use; None where of the network alone.
        limits: each cost that it bounds by numbers alone: its name, and from what to what.
        whole: whether these limits are all that it says.
    """

    text: str
    excess: Callable[[Metrics], float]
    span: Span
    subject: Subject | None = None
    limits: tuple[tuple[str, float, float], ...] = ()
    whole: bool = False

    def violation(self, network: Architecture) -> float:
        """By how much a network breaks the bound, where it does so most; 0.0 where it keeps it."""
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

    name: str
    eta: float = 3.0
    p: float = 1.0


@dataclass(frozen=True, slots=True)
class Mutation:
    """`polynomial(eta, p, per)` or `reset(p, per)`: `p` per `gene` or per `individual`.

    Per individual, `p` is the probability that an individual is mutated at all, each of its
    variables then with probability 1 / n.
    """

    name: str
    eta: float = 3.0
    p: float = 1.0
    per: str = RATES[0]


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """How a space is searched: `generations` of `population` networks, the first one random.

    The strategy's own operators are taken where none are given.
    """

    minimize: tuple[Objective, ...]
    population: int = 10
    generations: int = 100
    strategy: str = "nsga2"
    crossover: Crossover | None = None
    mutation: Mutation | None = None


@dataclass(frozen=True, slots=True)
class DataSettings:
    """On what networks are trained.

    Args:
        set: the name or path of a data set.
        validation: the share of its training set that is held out.
        images: at most so many of the others are trained on; all of them if None.
    """

    set: str | None = None
    validation: float = 0.1
    images: int | None = None


@dataclass(frozen=True, slots=True)
class Experiment:
    """All that a spec says beside the space."""

    train: TrainSettings
    search: SearchSettings
    data: DataSettings
    requirements: tuple[Requirement, ...]
