from __future__ import annotations

import math
import random
from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exploration.stub_space import StubEncoding, made
from nasdsl.experiment.model import Crossover, Mutation
from nasdsl.exploration.nsga2 import (
    NSGA2,
    Individual,
    Merit,
    crossing,
    drawing_from,
    mutating,
    survivors,
    tools,
)  # fmt: skip
from nasdsl.exploration.pareto import hypervolume
from nasdsl.exploration.random_search import RandomSearch
from nasdsl.exploration.ranking import dominance
from nasdsl.exploration.strategy import Candidate, Fitness, Strategy, dominates
from nasdsl.genome.genotype import Genotype

Vector = tuple[int, ...]
Measure = Callable[[Vector], Fitness]

Operators = tuple[Crossover, Mutation]

NUMBERS: Operators = Crossover("sbx"), Mutation("polynomial")
DECISIONS: Operators = Crossover("uniform"), Mutation("reset")


def draw(bounds: tuple[int, ...], rng: random.Random) -> Vector:
    return tuple(rng.randrange(bound) for bound in bounds)


def evolve(
    bounds: tuple[int, ...],
    measure: Measure,
    *,
    population: int = 20,
    generations: int = 10,
    seed: int = 0,
    how: Operators = DECISIONS,
) -> list[list[Vector]]:
    rng = random.Random(seed)
    encoding = StubEncoding(bounds, packed=False)
    initial = [made(bounds, draw(bounds, rng)) for _ in range(population)]
    return play(NSGA2(encoding, initial, *how, rng), measure, generations)


def play(strategy: Strategy, measure: Measure, generations: int) -> list[list[Vector]]:
    asked: list[list[Vector]] = []
    for _ in range(generations):
        genotypes = strategy.ask()
        asked.append([genotype.loci for genotype in genotypes])
        strategy.tell([told(genotype, measure(genotype.loci)) for genotype in genotypes])
    return asked


def told(genotype: Genotype, fitness: Fitness) -> Candidate:
    return Candidate(genotype.index, values=fitness.values, violation=fitness.violation)


def trade(vector: Vector) -> Fitness:
    """ZDT1-like on integers 0..1000: the front is where all but the first are 0."""
    x, *rest = (value / 1000 for value in vector)
    g = 1 + 9 * sum(rest) / len(rest)
    return Fitness((x, g * (1 - math.sqrt(x / g))))


def volume(asked: list[list[Vector]]) -> float:
    return hypervolume([trade(v).values for generation in asked for v in generation], (1.0, 10.0))


@pytest.mark.parametrize("how", [NUMBERS, DECISIONS], ids=["sbx", "uniform"])
def test_approaches_the_front_and_beats_random(how: Operators) -> None:
    bounds = (1001,) * 8
    evolved = volume(evolve(bounds, trade, generations=60, how=how))
    rng = random.Random(0)
    drawn = volume(play(RandomSearch(lambda: made(bounds, draw(bounds, rng)), 20), trade, 60))
    best = 9 + 2 / 3  # under 1 - sqrt(x)
    assert evolved > drawn
    assert best - evolved < 0.3 * (best - drawn)


def judged(vector: Vector) -> Fitness:
    """Objectives, broken constraints, failures and ties, as the vector happens to say."""
    kind = sum(vector) % 5
    if kind == 0:
        return Fitness((), math.inf)
    if kind == 1:
        return Fitness((), 1.0 + vector[0] % 2)
    return Fitness((float(vector[0]), float(-sum(vector)), float(vector[-1] % 3)))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(1, 40) | st.just(2**53), min_size=1, max_size=6),
    st.integers(2, 13),
    st.sampled_from([NUMBERS, DECISIONS]),
    st.integers(0, 2**32),
)
def test_vectors_are_integers_within_bounds(
    bounds: list[int], population: int, how: Operators, seed: int
) -> None:
    asked = evolve(tuple(bounds), judged, population=population, generations=5, seed=seed, how=how)
    for generation in asked:
        assert len(generation) == population
        for vector in generation:
            assert len(vector) == len(bounds)
            for value, bound in zip(vector, bounds, strict=True):
                assert isinstance(value, int)
                assert 0 <= value < bound


def test_no_vector_is_asked_twice() -> None:
    asked = [vector for generation in evolve((5,) * 6, trade) for vector in generation]
    assert len(set(asked[20:])) == len(asked[20:])
    assert not {*asked[20:]} & {*asked[:20]}


def test_a_space_that_is_exhausted_is_searched_on() -> None:
    asked = evolve((2, 2), trade, generations=20)
    assert {vector for generation in asked for vector in generation} == {
        *product(range(2), repeat=2)
    }


@pytest.mark.parametrize("population", [2, 3, 5])
def test_small_populations_improve(population: int) -> None:
    asked = evolve(
        (1001,) * 3,
        lambda vector: Fitness((float(sum(vector)),)),
        population=population,
        generations=60,
    )
    assert min(map(sum, asked[-1])) < min(map(sum, asked[0])) / 2


def test_loci_larger_than_a_float_are_kept_exactly() -> None:
    asked = evolve((10**30, 10**30), trade, generations=3, how=DECISIONS)
    assert {v[1] for v in asked[1]} & {v[1] for v in asked[0]}


def test_all_failed_and_then_one_succeeds() -> None:
    asked = evolve((50, 50), lambda v: Fitness((), math.inf), generations=4)
    assert len(asked[3]) == 20
    survivors = evolve(
        (50, 50), lambda v: Fitness((1.0,)) if v[0] < 10 else Fitness((), v[0] / 50), generations=20
    )
    assert sum(v[0] < 10 for v in survivors[-1]) > sum(v[0] < 10 for v in survivors[0])


def test_a_seed_fixes_the_search_whatever_others_draw() -> None:
    def disturbing(vector: Vector) -> Fitness:
        random.seed(vector[0])
        return trade(vector)

    bounds = (1001,) * 4
    random.seed(5)
    undisturbed = evolve(bounds, trade, seed=1)
    assert evolve(bounds, disturbing, seed=1) == undisturbed
    assert evolve(bounds, trade, seed=2) != undisturbed


def test_others_are_not_disturbed() -> None:
    random.seed(7)
    expected = [random.random() for _ in range(3)]
    random.seed(7)
    evolve((1001,) * 4, trade)
    assert [random.random() for _ in range(3)] == expected


def test_the_state_is_given_back_after_an_error() -> None:
    random.seed(7)
    state = random.getstate()
    with pytest.raises(ZeroDivisionError), drawing_from(random.Random(1)):
        assert 1 / (random.random() * 0)
    assert random.getstate() == state


@pytest.mark.parametrize("name", ["polynomial", "reset"])
@pytest.mark.parametrize(
    ("p", "per", "share"),
    [(1.0, "gene", 1.0), (0.3, "gene", 0.3), (1.0, "individual", 0.1), (0.5, "individual", 0.05)],
)
def test_mutation_rates(name: str, p: float, per: str, share: float) -> None:
    top = [10**9] * 10
    mutate = mutating(Mutation(name, p=p, per=per), top)
    changed = 0
    with drawing_from(random.Random(0)):
        for _ in range(1000):
            genes: list[float] = [5 * 10**8] * 10
            mutate(genes)
            changed += sum(gene != 5 * 10**8 for gene in genes)
    assert changed / 10_000 == pytest.approx(share, rel=0.15)


@pytest.mark.parametrize("name", ["sbx", "uniform"])
def test_crossover_rate(name: str) -> None:
    cross = crossing(Crossover(name, p=0.25), [100] * 10)
    crossed = 0
    with drawing_from(random.Random(0)):
        for _ in range(2000):
            one, other = [20.0] * 10, [80.0] * 10
            cross(one, other)
            crossed += one != [20.0] * 10
    assert crossed / 2000 == pytest.approx(0.25, rel=0.15)


values = st.integers(0, 4).map(float)
fitnesses = st.one_of(
    st.tuples(values, values, values).map(Fitness),
    st.sampled_from([0.5, 1.0, math.inf]).map(lambda violation: Fitness((), violation)),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(fitnesses, min_size=1, max_size=40), st.data())
def test_survivors_are_those_of_deap(found: list[Fitness], data: st.DataObject) -> None:
    number = data.draw(st.integers(1, len(found)))
    ours, theirs = (
        [Individual((at,), Merit(fitness)) for at, fitness in enumerate(found)] for _ in range(2)
    )
    kept, expected = survivors(ours, number), tools.selNSGA2(theirs, number)
    assert [one.vector for one in kept] == [one.vector for one in expected]
    assert [one.fitness.crowding_dist for one in kept] == [
        one.fitness.crowding_dist for one in expected
    ]


@given(st.lists(fitnesses, min_size=1, max_size=10, unique=True))
def test_dominance(found: list[Fitness]) -> None:
    expected = [[dominates(one, other) for other in found] for one in found]
    assert dominance(found).tolist() == expected
