"""How long NSGA-II takes to choose survivors, against DEAP's selection, side by side in one run.

python benchmarks/ranking.py [POPULATION]
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable

from nasdsl.exploration.nsga2 import Individual, Merit, survivors, tools
from nasdsl.exploration.strategy import Fitness

RUNS = 3


def individuals(number: int) -> list[Individual]:
    """Individuals with two objectives, a tenth of them beyond a bound."""
    rng = random.Random(0)
    found = [Fitness((rng.random(), rng.random())) for _ in range(number)]
    found[::10] = [Fitness((), rng.random()) for _ in found[::10]]
    return [Individual((at,), Merit(fitness)) for at, fitness in enumerate(found)]


def seconds(choose: Callable[[list[Individual], int], list[Individual]], population: int) -> float:
    """Processor time of a choice among parents and children, the least of some runs."""
    times: list[float] = []
    for _ in range(RUNS):
        candidates = individuals(2 * population)
        start = time.process_time()
        choose(candidates, population)
        times.append(time.process_time() - start)
    return min(times)


def main() -> None:
    """Print both times and their ratio."""
    population = int(sys.argv[1]) if sys.argv[1:] else 1000
    deap, ours = seconds(tools.selNSGA2, population), seconds(survivors, population)
    print(f"population {population}: DEAP {deap:.3f} s, here {ours:.3f} s, ratio {deap / ours:.1f}")


if __name__ == "__main__":
    main()
