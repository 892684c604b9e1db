"""How long it takes to check specs of 1,250 to 10,000 lines: each step, and how it grows.

Seconds are of the processor, so that other work on the machine counts for little.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from nasdsl.language.parser import parse
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source

SIZES = (625, 1250, 2500, 5000)  # definitions, two lines for each
STEPS = ("parse", "elaborate", "count", "warnings")


def spec(definitions: int) -> str:
    """A network of that many blocks, each used once with a decision in its argument."""
    blocks = [
        f"block b{i}(k, f = channels) = a: conv(k, filters=f) -> relu | b: conv(k) -> batch_norm"
        for i in range(definitions)
    ]
    network = "\n  -> ".join(f"b{i}(3 | 5)" for i in range(definitions))
    head = 'space long "A long one"\ninput 8 x 8 x 1\n'
    return f"{head}{chr(10).join(blocks)}\nnetwork = {network}\n"


def timed(function: Callable[[], Any]) -> tuple[Any, float]:
    """What a function gives, and the seconds that it took."""
    start = time.process_time()
    result = function()
    return result, time.process_time() - start


def steps(text: str) -> list[float]:
    """The seconds of each step of checking a spec."""
    tree, parsed = timed(lambda: parse(Source("long", text)))
    space, elaborated = timed(lambda: SearchSpace(tree))
    _, counted = timed(space.count)
    _, warned = timed(lambda: space.warnings)
    return [parsed, elaborated, counted, warned]


def main() -> None:
    """Print the seconds of each step, and all of them per 1,000 lines."""
    print(f"{'lines':>6}  {'  '.join(f'{step:>9}' for step in STEPS)}  per 1,000 lines")
    for size in SIZES:
        text = spec(size)
        lines, found = text.count("\n"), steps(text)
        told = "  ".join(f"{seconds:7.2f} s" for seconds in found)
        print(f"{lines:6,}  {told}  {1000 * sum(found) / lines:.2f} s")


if __name__ == "__main__":
    main()
