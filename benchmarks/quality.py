"""How many evaluations a search takes to the best network of a table, and what it is worth without.

    python benchmarks/quality.py TABLES SPACE [SEEDS] [NAME=VALUE ...]

TABLES is a folder with `nasbench201_mini.npz` and `nasbench_macro.npz`, the trained accuracies of
all genotypes. SPACE is `cifar10`, `cifar100` or `imagenet16` of NAS-Bench-201, or `macro`: how many
networks are evaluated until the best one is, the median over seeds. For any other spec of the
library, networks are worth a made-up number: a sum of random ones for each operation at its place,
and for each two that follow each other. What is told is the best after 100 and 200 evaluations, in
standard deviations of random networks from their mean. An evaluation that a run has made before
is not counted. NAME=VALUE are settings of the search, as `--set search.NAME=VALUE` has them.
"""

from __future__ import annotations

import hashlib
import statistics
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np

import nasdsl
from nasdsl.experiment.overrides import Overrides
from nasdsl.program.graph import Apply

BUDGET, DRAWN = 500, 100
COLUMNS = {"cifar10": "cifar10_test", "cifar100": "cifar100_test", "imagenet16": "imagenet_test"}
ERROR = {"search.minimize": "[error]"}

Worth = Callable[[nasdsl.Architecture], float]


class Ended(Exception):
    """The best network was evaluated, or the budget is spent."""


class Remembered(nasdsl.SearchSpace):
    """A space that makes each network once."""

    def decode(self, genome: nasdsl.Genotype) -> nasdsl.Architecture:
        """The network of a genotype."""
        known = self.__dict__.setdefault("networks", {})
        if genome.index not in known:
            network = known[genome.index] = super().decode(genome)
            network.hash  # noqa: B018, that it is known too
        return known[genome.index]


@dataclass
class Evaluations:
    """What networks are worth, in the order in which a search asks."""

    worth: Worth
    best: str = ""
    budget: int = BUDGET
    values: list[float] = field(default_factory=list[float])

    def __call__(self, network: nasdsl.Architecture) -> dict[str, float]:
        """The error of a network, which is to be small."""
        self.values.append(self.worth(network))
        if network.hash == self.best or len(self.values) == self.budget:
            raise Ended
        return {"error": -self.values[-1]}


def searched(space: nasdsl.SearchSpace, evaluations: Evaluations, seed: int) -> list[float]:
    """What the networks of a search are worth, in the order in which they are evaluated."""
    with suppress(Ended):
        nasdsl.search(space, evaluations, seed=seed)
    return evaluations.values


def tabled(tables: Path, name: str) -> tuple[str, dict[tuple[int, ...], float]]:
    """The spec of a table, and the accuracy of each genotype."""
    macro = name == "macro"
    file = "nasbench_macro.npz" if macro else "nasbench201_mini.npz"
    with np.load(tables / file) as z:
        codes = z["code"].tolist()
        accuracy = z["mean_acc"] if macro else z["acc"][:, [*z["columns"]].index(COLUMNS[name])]
        values = dict(zip(map(tuple, codes), accuracy.tolist(), strict=True))
    return ("nasbench_macro" if macro else "nasbench201"), values


def made_up(network: nasdsl.Architecture) -> float:
    """A sum of random numbers: of operations at their places, and of two that follow each other."""
    steps = [step for step in network.program.steps if isinstance(step, Apply)]
    texts = [f"{step.path} {step.op} {step.args}" for step in steps]
    pairs = [f"{one} {other}" for one, other in pairwise(texts)]
    drawn = [Random(hashlib.sha256(text.encode()).digest()).gauss(0, 1) for text in texts + pairs]
    return sum(drawn) / len(drawn) ** 0.5


def evaluations_to_the_best(tables: Path, name: str, seeds: int, overrides: Overrides) -> str:
    """The median, and how often the best network was evaluated within the budget."""
    spec, values = tabled(tables, name)
    space = Remembered(nasdsl.load(spec).spec, overrides)
    best = space.decode(space.unrank(space.rank(max(values, key=values.__getitem__))))
    counts: list[int] = []
    for seed in range(seeds):
        made = Evaluations(lambda network: values[tuple(network.genome)], best.hash)
        counts.append(len(searched(space, made, seed)))
    found = sum(count < BUDGET for count in counts)
    low, middle, high = statistics.quantiles(counts, n=4)
    return f"{middle:.0f} [{low:.0f}-{high:.0f}] evaluations to the best, found {found} of {seeds}"


def best_of_made_up(name: str, seeds: int, overrides: Overrides) -> str:
    """The best after 100 and 200 evaluations, in standard deviations of random networks."""
    space = Remembered(nasdsl.load(name).spec, overrides)
    rng = Random(0)
    drawn = [made_up(space.decode(space.sample(rng))) for _ in range(DRAWN)]
    mean, deviation = statistics.mean(drawn), statistics.stdev(drawn)
    runs = [searched(space, Evaluations(made_up, budget=200), seed) for seed in range(seeds)]
    told = [statistics.median(max(run[:number]) for run in runs) for number in (100, 200)]
    return " / ".join(f"{(value - mean) / deviation:.2f}" for value in told) + " sd at 100 / 200"


def main() -> None:
    """Print what one space came to."""
    tables, name, *rest = sys.argv[1:]
    seeds = int(rest.pop(0)) if rest and rest[0].isdecimal() else 20
    given = (setting.partition("=") for setting in rest)
    overrides = ERROR | {f"search.{name}": value for name, _, value in given}
    if name in (*COLUMNS, "macro"):
        told = evaluations_to_the_best(Path(tables), name, seeds, overrides)
    else:
        told = best_of_made_up(name, seeds, overrides)
    print(f"{name} {' '.join(rest) or 'as it is'}: {told}", flush=True)


if __name__ == "__main__":
    main()
