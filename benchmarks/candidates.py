"""What a candidate costs a search whose evaluation costs nothing: time, and bytes of the store.

    python benchmarks/candidates.py SPEC POPULATION GENERATIONS [PYTHON]

With another PYTHON, of an environment with an earlier nasdsl, both are measured and compared.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import nasdsl

RUNS = 5


def error(network: nasdsl.Architecture) -> dict[str, float]:
    """An evaluation that costs nothing."""
    return {"accuracy": 1 / network.params}


def measured(spec: str, population: int, generations: int) -> dict[str, float]:
    """Processor milliseconds and stored bytes of a candidate."""
    space = nasdsl.load(spec)
    space.count()
    settings = replace(space.search, population=population, generations=generations)
    nasdsl.search(space, error, settings=replace(settings, generations=1))  # all is imported
    with tempfile.TemporaryDirectory() as place:
        start = time.process_time()
        nasdsl.search(space, error, settings=settings, out=Path(place, "run"))
        spent = time.process_time() - start
        size = Path(place, "run", "run.sqlite").stat().st_size
    candidates = population * generations
    return {"ms": 1000 * spent / candidates, "bytes": size / candidates}


def least(python: str, arguments: list[str]) -> dict[str, float]:
    """The least of some runs, each in a process of its own."""
    command = [python, __file__, *arguments, "--alone"]
    found = [json.loads(subprocess.check_output(command)) for _ in range(RUNS)]
    return {name: min(each[name] for each in found) for name in found[0]}


def main() -> None:
    """Print what was measured, and ratios."""
    if sys.argv[-1] == "--alone":
        spec, population, generations = sys.argv[1:4]
        print(json.dumps(measured(spec, int(population), int(generations))))
        return
    arguments, others = sys.argv[1:4], sys.argv[4:]
    here = least(sys.executable, arguments)
    print(f"{arguments[0]}: {here['ms']:.2f} ms, {here['bytes']:.0f} bytes a candidate")
    for python in others:
        before = least(python, arguments)
        print(f"before: {before['ms']:.2f} ms, {before['bytes']:.0f} bytes a candidate")
        print(", ".join(f"{name} ratio {before[name] / here[name]:.2f}" for name in here))


if __name__ == "__main__":
    main()
