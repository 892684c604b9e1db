"""Memory of a search whose networks are compiled one by one: at its end beside that at its start.

python benchmarks/memory.py [NETWORKS [FIRST]]     200 networks beside the first 30
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from random import Random

import jax

from nasdsl import backend, data
from nasdsl.api import load
from nasdsl.training.trainer import Trainer

SPEC = Path(__file__).with_name("small.nas")


def resident() -> float:
    """MiB of this process that are in memory now."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> None:
    """Train small networks, each by its own program, and print the ratio."""
    jax.config.update("jax_enable_compilation_cache", False)
    networks, first = [*map(int, sys.argv[1:]), *(200, 30)[len(sys.argv) - 1 :]]
    space, rng = load(str(SPEC)), Random(0)
    flax = backend.load_backend("flax")
    trainer = Trainer(space, flax, data.read_dataset("digits"), flax.modes()[0], 1)
    before = 0.0
    for number in range(1, networks + 1):
        trainer.evaluate(space.decode(space.sample(rng)))
        if number == first:
            before = resident()
        if number % 10 == 0:
            print(f"{number:5} networks {resident():8.0f} MiB", flush=True)
    print(f"{networks} networks / {first}: {resident() / before:.2f} times the memory")


if __name__ == "__main__":
    main()
