"""Genes that steer independent parts of a network: the count is a product."""

from __future__ import annotations

from math import prod
from random import Random

from nasdsl.errors import NasdslError
from oracle.counted import TooMuchWork, lines_run
from oracle.faults import space_of

LINES = 2_000_000
HEAD = "space steered\ninput 4 x 4 x 1\nclasses 2\n"
WAYS = ("given {} {{ 0: {} else: {} }}", "given {0} {{ 1: {2} else: {1} }}")
ALTERNATIVES = ("identity", "conv(3)", "(conv(3) | conv(5))", "(conv(3) | relu | tanh)")


def broken(random: Random, most: int = 20) -> str:
    """Count a space of 2 to `most` genes, each of which is followed in one place."""
    text, right = steered(random, random.randint(2, most))
    try:
        counted = list[int]()
        lines_run(lambda: counted.append(space_of(text).count()), LINES)
    except NasdslError as error:
        return f"{error.message}\n{text}"
    except TooMuchWork:
        return f"counting takes more than {LINES:,} lines\n{text}"
    return "" if counted == [right] else f"{counted[0]:,} genotypes, right {right:,}\n{text}"


def steered(random: Random, genes: int) -> tuple[str, int]:
    """A spec, and the number of its genotypes."""
    steps, counts = list[str](), list[int]()
    for number in range(1, genes + 1):
        if random.random() < 0.25:
            alternatives = random.randrange(1, 4)
            steps.append(f"{ALTERNATIVES[alternatives]} * on[{number}]")
            counts.append(1 + max(1, alternatives))
            continue
        cases = [random.randrange(len(ALTERNATIVES)) for _ in range(2)]
        texts = [ALTERNATIVES[case] for case in cases]
        steps.append(random.choice(WAYS).format(f"on[{number}]", *texts))
        counts.append(sum(max(1, case) for case in cases))
    network = " -> ".join(steps)
    return f"{HEAD}gene on[{genes}] = 0 | 1\nnetwork = {network}\n", prod(counts)
