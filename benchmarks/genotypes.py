"""Indices to genotypes and back, against another checkout.

    python benchmarks/genotypes.py [OTHER_CHECKOUT]

Both checkouts unrank, rank, decode and draw the same genotypes in turn, each by the interpreter of
its own `.venv`; the least processor time of five rounds counts. The genotypes have to be equal.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

SPECS = ("nasbench201", "pouy_mnist", "darts", "mnasnet", "enas_micro", "nats_size")
NUMBER, ROUNDS = 100, 5
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
    """Microseconds for one genotype, and a digest of all of them."""
    import nasdsl

    space, rng = nasdsl.load(spec), Random(1)
    indices = [rng.randrange(space.count()) for _ in range(NUMBER)]
    space.decode(space.unrank(indices[0]))  # what is worked out once
    genotypes, unrank = timed(space.unrank, indices)
    loci = [[int(value) for value in genotype] for genotype in genotypes]
    ranked, rank = timed(space.rank, loci)
    assert list(ranked) == indices
    _, decode = timed(space.decode, genotypes)
    digest = hashlib.sha256(json.dumps(loci).encode()).hexdigest()
    return {"digest": digest, "unrank": unrank, "rank": rank, "decode": decode}


def timed(function: Callable[[Any], Any], arguments: Sequence[Any]) -> tuple[list[Any], float]:
    """What a function gives for each argument, and the microseconds that one takes."""
    start = time.process_time()
    found = [function(argument) for argument in arguments]
    return found, (time.process_time() - start) / len(arguments) * 1e6


def compared(other: Path) -> None:
    """Print the time of each checkout for each spec, and how many times faster this one is."""
    rounds = [(checked(other), checked(HERE)) for _ in range(ROUNDS)]
    print(f"{'':12} {'':8} {'other us':>9} {'here us':>9} {'ratio':>7}")
    for spec in SPECS:
        assert len({found[spec]["digest"] for pair in rounds for found in pair}) == 1, spec
        for what in ("unrank", "rank", "decode"):
            before, after = (min(pair[i][spec][what] for pair in rounds) for i in (0, 1))
            print(f"{spec:12} {what:8} {before:9.1f} {after:9.1f} {before / after:7.1f}")


def checked(checkout: Path) -> dict[str, dict[str, Any]]:
    """One round of a checkout."""
    command = [str(checkout / ".venv/bin/python"), __file__, "--measure", *SPECS]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


if __name__ == "__main__":
    main()
