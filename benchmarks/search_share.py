"""What a search costs beside its evaluations: 200 networks, by one program for all.

Evaluations are timed from within, so that the share is of one and the same run: of the wall time,
what planning, DEAP, the database and progress take, and with `lowering`, what preparing a network
takes before the compiled program runs.

    python benchmarks/search_share.py [EPOCHS]
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from nasdsl import backend, data
from nasdsl.api import load, search
from nasdsl.program.architecture import Architecture
from nasdsl.training.trainer import Trainer

POPULATION, GENERATIONS = 20, 10


def main() -> None:
    """Search pouy_digits and print where the seconds went."""
    epochs = sys.argv[1] if len(sys.argv) > 1 else "8"
    space = load("pouy_digits", {"train.epochs": epochs})
    flax = backend.load_backend("flax")
    trainer = Trainer(
        space, flax, data.read_dataset("digits"), backend.mode(flax.modes(), "universal"), 1
    )
    seconds = {"compiling": 0.0, "training": 0.0, "lowering": 0.0, "evaluations": 0}

    def evaluate(network: Architecture) -> dict[str, float]:
        started = perf_counter()
        result = trainer.train(network)
        seconds["compiling"] += result.compile_seconds
        seconds["training"] += result.train_seconds
        seconds["lowering"] += perf_counter() - started
        seconds["lowering"] -= result.compile_seconds + result.train_seconds
        seconds["evaluations"] += 1
        last = result.epochs[-1]
        return {"error": 1 - last.accuracy, "accuracy": last.accuracy, "loss": last.held_out_loss}

    with tempfile.TemporaryDirectory() as folder:
        started = perf_counter()
        shape = replace(space.search, population=POPULATION, generations=GENERATIONS)
        search(space, evaluate, settings=shape, seed=1, out=Path(folder) / "run")
        wall = perf_counter() - started
    trained = seconds.pop("evaluations")
    print(f"{trained} networks trained for {epochs} epochs in {wall:.1f} s, with")
    for name, value in {**seconds, "the search": wall - sum(seconds.values())}.items():
        print(f"{name:12}{value:8.2f} s{value / wall:8.2%}")


if __name__ == "__main__":
    main()
