"""Canonical hashes, against another checkout.

    python benchmarks/hashes.py [OTHER_CHECKOUT]

Both checkouts hash the same networks in turn, each by the interpreter of its own `.venv`; the least
processor time of five rounds counts. How many different networks they are may differ: rules do.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

SPECS = ("nasbench201", "darts", "pouy_mnist", "mnasnet", "autodeeplab", "hierarchical_nasbench201")
NUMBER, REPEATS, ROUNDS = 4, 5, 5
HERE = Path(__file__).parents[1]


def main() -> None:
    """Measure both checkouts; without another one this alone."""
    match sys.argv[1:]:
        case ["--measure", *specs]:
            print(json.dumps({spec: measured(spec) for spec in specs}))
        case [other]:
            compared(Path(other))
        case []:
            for spec in SPECS:
                print(spec, measured(spec))
        case _:
            sys.exit(__doc__)


def measured(spec: str) -> dict[str, Any]:
    """Microseconds for the hash of one network, and how many operations one has."""
    import nasdsl

    space, rng = nasdsl.load(spec), Random(1)
    indices = [rng.randrange(space.count()) for _ in range(NUMBER)]
    times: list[float] = []
    networks: list[Any] = []
    for _ in range(REPEATS):
        networks = [space.decode(space.unrank(index)) for index in indices]  # none knows its hash
        start = time.process_time()
        for network in networks:
            network.hash  # noqa: B018
        times.append((time.process_time() - start) / NUMBER * 1e6)
    steps = sum(len(network.program.steps) for network in networks) / NUMBER
    return {"hash": min(times), "operations": steps}


def compared(other: Path) -> None:
    """Print the time of each checkout for each spec, and the ratio."""
    rounds = [(checked(other), checked(HERE)) for _ in range(ROUNDS)]
    print(f"{'':24} {'operations':>10} {'other us':>9} {'here us':>9} {'ratio':>7}")
    for spec in SPECS:
        before, after = (min(pair[i][spec]["hash"] for pair in rounds) for i in (0, 1))
        operations = rounds[0][1][spec]["operations"]
        print(f"{spec:24} {operations:10.0f} {before:9.0f} {after:9.0f} {after / before:7.2f}")


def checked(checkout: Path) -> dict[str, Any]:
    """What a checkout measures of itself."""
    command = [checkout / ".venv/bin/python", Path(__file__), "--measure", *SPECS]
    run = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


if __name__ == "__main__":
    main()
