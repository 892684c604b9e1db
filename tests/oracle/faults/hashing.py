"""Sums of sums: hashing a network takes a few times n log n of work."""

from __future__ import annotations

from math import log2
from random import Random

from oracle.counted import TooMuchWork, lines_run
from oracle.faults import space_of

LINES = 100
"""Lines of Python for each unit of n log n, where n counts operations and what they take."""

HEAD = "space sums\ninput 2 x 2 x 2\n"
BRANCHES = ("{}", "{}", "{} -> conv(1)", "{} -> relu")


def broken(random: Random) -> str:
    """Hash a network whose tensors are sums of earlier ones."""
    text, size = summing(random)
    network = space_of(text).decode([])
    most = round(LINES * size * log2(size))
    try:
        lines_run(lambda: network.hash, most)
    except (TooMuchWork, MemoryError):
        return f"hashing takes more than {most:,} lines\n{text}"
    return ""


def summing(random: Random) -> tuple[str, int]:
    """A spec of one network, and how many operations and tensors that they take it has at most."""
    names, lines, size = ["x"], list[str](), 2
    near = random.choice([2, 3, 100])
    for number in range(random.randrange(4, 40)):
        taken = [random.choice(names[-near:]) for _ in range(random.choice([2, 2, 3, 4]))]
        branches = [random.choice(BRANCHES).format(name) for name in taken]
        lines.append(f" n{number} = add([{', '.join(branches)}])\n")
        names.append(f"n{number}")
        size += 1 + sum(1 + 2 * (" " in branch) for branch in branches)
    text = f"{HEAD}network = graph(x) {{\n{''.join(lines)} return {names[-1]}\n}}\n"
    return text, size
