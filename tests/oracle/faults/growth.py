"""Inputs that grow by a number: the work of reading and counting them stays within bounds."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from nasdsl.errors import NasdslError
from oracle.counted import TooMuchWork, lines_run
from oracle.faults import space_of

HEAD = "space grown\ninput 4 x 4 x 1\nclasses 2\n"
LINES = 10_000_000
"""For texts that say a large number."""

SIZE = 30
FACTOR = 5
"""How much more work a text is that is four times as long."""


def family(random: Random, n: int) -> str:
    values = random.choice(["1 | 2", "4..8 by 4", "small | large"])
    return f"gene g[{n}] = {values}\nnetwork = relu\n"


def repetitions(random: Random, n: int) -> str:
    body = random.choice(["relu", "(relu | tanh)", "(layer_norm | zero)", "conv(1 | 3)"])
    return f"network = {body} * {random.choice([f'(1..{n})', f'{n}', f'(0..{n} by 3)'])}\n"


def nested(random: Random, n: int) -> str:
    depth = random.randrange(2, 5)
    return f"network = {'(' * depth}relu{f' * {n})' * depth}\n"


def values(random: Random, n: int) -> str:
    return (
        f"network = conv(1, filters={random.choice(['1..{0}', '2..{0} by 2'])}) -> relu\n".format(n)
    )


def cells(random: Random, n: int) -> str:
    return f"cell c[{n}] = relu | tanh\nnetwork = c[1] -> c[{random.choice([2, n])}]\n"


def related(random: Random, n: int) -> str:
    comparison = random.choice(["<=", "<", ">="])
    genes = "".join(f"gene a{i} = 1..{random.choice([2, 3])}\n" for i in range(n))
    chain = "".join(f"require a{i} {comparison} a{i + 1}\n" for i in range(n - 1))
    return f"{genes}{chain}network = relu * a0\n"


def unused(random: Random, n: int) -> str:
    line = random.choice(["block b{} = relu\n", "let v{} = 3\n", "gene w{} = 1 | 2\n"])
    return f"{''.join(map(line.format, range(n)))}network = relu\n"


def sequence(random: Random, n: int) -> str:
    step = random.choice(["relu", "(relu | tanh)", "conv(1 | 3)", "add([relu, identity])"])
    return f"network = {' -> '.join([step] * n)}\n"


def chained(random: Random, n: int) -> str:
    body = random.choice(["b{0} -> relu", "(b{0} | relu)", "add([b{0}, relu])"])
    lines = "".join(f"block b{i + 1} = {body.format(i)}\n" for i in range(n))
    return f"block b0 = tanh\n{lines}network = b{n}\n"


SAID: tuple[Callable[[Random, int], str], ...] = (family, repetitions, nested, values, cells)
"""Texts that say a number."""

WRITTEN: tuple[Callable[[Random, int], str], ...] = (related, unused, sequence, chained)
"""Texts that are the longer the larger a number is."""


def broken(random: Random) -> str:
    """Read, count and warn of a text of a large number, or of one that is four times as long."""
    if random.random() < 0.5:
        text = HEAD + random.choice(SAID)(random, random.choice([10**4, 10**6, 99_999_999]))
        return f"more than {LINES:,} lines\n{text}" if work(text, LINES) > LINES else ""
    grow, start = random.choice(WRITTEN), random.randrange(10**6)
    small, large = (HEAD + grow(Random(start), size) for size in (SIZE, 4 * SIZE))
    work(small)  # imports what it needs
    most = FACTOR * work(small)
    if work(large, most) <= most:
        return ""
    return f"more than {FACTOR} times the work of {SIZE} for {4 * SIZE} of\n{small}"


def work(text: str, most: int = 20 * LINES) -> int:
    """Lines that reading, counting and warning run; one more than so many where it is ended."""

    def ask() -> None:
        try:
            space = space_of(text)
            space.count()
            space.formula()
            list(space.warnings)
        except NasdslError:
            pass

    try:
        return lines_run(ask, most)
    except TooMuchWork:
        return most + 1
