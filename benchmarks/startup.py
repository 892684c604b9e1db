"""How long `nasdsl count` takes, start-up included, beside what an interpreter takes for nothing.

The commands take turns, so that a machine that is busy for a while is busy for all of them.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

ROUNDS = 15
COMMANDS = {
    "python, nothing": [sys.executable, "-c", "pass"],
    "its libraries: click, lark": [sys.executable, "-c", "import click, lark"],
    "nasdsl count pouy_mnist": [sys.executable, "-m", "nasdsl", "count", "pouy_mnist"],
    "jax, for comparison": [sys.executable, "-c", "import jax"],
}


def seconds(command: list[str]) -> float:
    """The wall time of a command."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Print the least and the median time of each command, and the median's ratio to the first."""
    for command in COMMANDS.values():
        seconds(command)
    times = {name: [] for name in COMMANDS}
    for _ in range(ROUNDS):
        for name, command in COMMANDS.items():
            times[name].append(seconds(command))
    nothing = statistics.median(next(iter(times.values())))
    for name, measured in times.items():
        median = statistics.median(measured)
        print(
            f"{name:<28} min {min(measured):.3f} s  median {median:.3f} s  {median / nothing:.1f}x"
        )


if __name__ == "__main__":
    main()
