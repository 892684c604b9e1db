"""NSGA-II on bounded integers with DEAP's operators: the single loop of Pouy et al.

Operators for real numbers work on the integers as numbers, and their results are rounded. This is
the only file that imports DEAP. Its `creator` (classes made at run time, global) is not needed: the
selection reads no more of an individual than what `Merit` has.

Sources: K. Deb et al., A fast and elitist multiobjective genetic algorithm: NSGA-II (2002); Pouy et
al. for the loop and its settings.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from deap import tools as _tools

from nasdsl.errors import GenomeError
from nasdsl.experiment.model import Crossover, Mutation
from nasdsl.exploration.ranking import fronts
from nasdsl.exploration.strategy import Candidate, Fitness, dominates
from nasdsl.genome.encoding import Encoding
from nasdsl.genome.genotype import Genotype

tools: Any = _tools  # without types

BROODS = 10  # until as many children as parents are new

Genes = list[float]
Cross = Callable[[Genes, Genes], object]
Mutate = Callable[[Genes], object]


@dataclass(unsafe_hash=True, slots=True)
class Merit:
    """A candidate's fitness with the attributes that DEAP's selection reads.

    Args:
        fitness: the objectives and the violation of bounds on cost.
        crowding_dist: the crowding distance of NSGA-II, which DEAP writes; not part of equality.
    """

    fitness: Fitness
    crowding_dist: float = field(default=0.0, compare=False)

    @property
    def values(self) -> tuple[float, ...]:
        """The objectives, for crowding distances; empty where a bound on cost is violated."""
        return () if self.fitness.violation > 0 else self.fitness.values

    def dominates(self, other: Merit) -> bool:
        """Whether this fitness is better than another, by constrained domination."""
        return dominates(self.fitness, other.fitness)


@dataclass(slots=True)
class Individual:
    """A genotype as NSGA-II varies it.

    Args:
        vector: the integers that encode the genotype.
        fitness: the fitness of the genotype.
    """

    vector: tuple[int, ...]
    fitness: Merit


class NSGA2:
    """The strategy NSGA-II: tournaments, crossover, mutation, survival by rank and crowding.

    Args:
        encoding: turns genotypes into vectors of bounded integers and back; integers that have only
            one possible value are not varied.
        initial: the first generation; its size, at least two, is that of all generations.
        crossover: the name, probability and distribution index of the operator that mixes two
            vectors.
        mutation: the name, probability and distribution index of the operator that changes one
            vector.
        rng: the source of randomness; its state moves on with each generation.
    """

    def __init__(
        self,
        encoding: Encoding,
        initial: Sequence[Genotype],
        crossover: Crossover,
        mutation: Mutation,
        rng: random.Random,
    ) -> None:
        self._encoding = encoding
        bounds = encoding.bounds
        self._free = [i for i, bound in enumerate(bounds) if bound > 1]
        self._top = [bounds[i] - 1 for i in self._free]
        self._cross = crossing(crossover, self._top)
        self._mutate = mutating(mutation, self._top)
        self._rng = rng
        self._asked = list(initial)
        self._known = {genotype.index for genotype in initial}
        self._parents: list[Individual] = []

    def ask(self) -> list[Genotype]:
        """The next generation of genotypes: the initial ones, then children of the survivors."""
        if self._parents:
            with drawing_from(self._rng):
                self._asked = self._children()
            self._known.update(genotype.index for genotype in self._asked)
        return list(self._asked)

    def tell(self, candidates: Sequence[Candidate]) -> None:
        """Choose the next survivors among the present ones and the genotypes of the last `ask`.

        Args:
            candidates: these genotypes with their costs and outcomes, in the same order.
        """
        pairs = zip(self._asked, candidates, strict=True)
        children = [Individual(self._vector(g), Merit(c.fitness)) for g, c in pairs]
        self._parents = survivors(self._parents + children, len(children))

    def _vector(self, genotype: Genotype) -> tuple[int, ...]:
        """The vector of a genotype; a variable that decides nothing has any value.

        So what such a variable comes to, where a child depends on it, is drawn.
        """
        values = list(self._encoding.encode(genotype))
        free = self._encoding.free(genotype)
        for place, top in zip(self._free, self._top, strict=True):
            if place not in free:
                values[place] = int(self._rng.random() * (top + 1))
        return tuple(values)

    def _children(self) -> list[Genotype]:
        """As many children as parents: what was not asked before, as far as such are bred."""
        new: dict[int, Genotype] = {}
        others: list[Genotype] = list(self._asked)
        for _ in range(BROODS):
            brood = self._brood()
            new.update((child.index, child) for child in brood if child.index not in self._known)
            if len(new) >= len(self._parents):
                break
            others = brood + others
        return [*new.values(), *others][: len(self._parents)]

    def _brood(self) -> list[Genotype]:
        """Children of the survivors, without those that are no genotypes."""
        brood: list[Genotype] = []
        for vector in self._bred():
            with suppress(GenomeError):
                brood.append(self._encoding.decode(vector))
        return brood

    def _bred(self) -> list[tuple[int, ...]]:
        # DEAP's tournaments go by fours: the best stand twice where the population is not of fours.
        pool = self._parents + self._parents[: -len(self._parents) % 4]
        winners: list[Individual] = tools.selTournamentDCD(pool, len(pool))
        genes: list[Genes] = [[w.vector[i] for i in self._free] for w in winners]
        for first, second in zip(genes[::2], genes[1::2], strict=True):
            self._cross(first, second)
        for child in genes:
            self._mutate(child)
        offspring = zip(winners, genes, strict=True)
        return [self._mended(w.vector, g) for w, g in offspring][: len(self._parents)]

    def _mended(self, template: tuple[int, ...], genes: Genes) -> tuple[int, ...]:
        values = list(template)
        for place, gene, top in zip(self._free, genes, self._top, strict=True):
            values[place] = min(max(round(gene), 0), top)
        return tuple(values)


def survivors(individuals: list[Individual], number: int) -> list[Individual]:
    """The best `number` of the individuals, as DEAP's `selNSGA2` chooses them.

    They are those of the first fronts; of the last front that has room, the least crowded.
    """
    ranked = fronts([individual.fitness.fitness for individual in individuals], number)
    chosen = [[individuals[position] for position in front] for front in ranked]
    for front in chosen:
        tools.emo.assignCrowdingDist(front)
    chosen[-1].sort(key=attrgetter("fitness.crowding_dist"), reverse=True)
    return [individual for front in chosen for individual in front][:number]


def crossing(settings: Crossover, top: list[int]) -> Cross:
    """A function that mixes two vectors, given as lists of numbers, by changing both in place.

    Args:
        settings: the name of the crossover, its probability and its distribution index `eta`.
        top: the largest value of each number in a vector; the smallest is 0.
    """

    def cross(first: Genes, second: Genes) -> None:
        if random.random() >= settings.p:
            return
        match settings.name:
            case "sbx":
                tools.cxSimulatedBinaryBounded(first, second, settings.eta, [0] * len(top), top)
            case "uniform":
                tools.cxUniform(first, second, 0.5)

    return cross


def mutating(settings: Mutation, top: list[int]) -> Mutate:
    """A function that changes a vector, given as a list of numbers, at random and in place.

    Args:
        settings: the name of the mutation, its probability, whether that is for each number or for
            the vector, and its distribution index `eta`.
        top: the largest value of each number in a vector; the smallest is 0.
    """
    low = [0] * len(top)

    def change(genes: Genes, rate: float) -> None:
        match settings.name:
            case "polynomial":
                tools.mutPolynomialBounded(genes, settings.eta, low, top, rate)
            case "reset":
                tools.mutUniformInt(genes, low, top, rate)

    def mutate(genes: Genes) -> None:
        if settings.per == "gene":
            change(genes, settings.p)
        elif random.random() < settings.p and genes:
            change(genes, 1 / len(genes))

    return mutate


@contextmanager
def drawing_from(rng: random.Random) -> Generator[None]:
    """A context in which DEAP, which draws from the module `random`, uses `rng` instead."""
    outer = random.getstate()
    random.setstate(rng.getstate())
    try:
        yield
    finally:
        rng.setstate(random.getstate())
        random.setstate(outer)
