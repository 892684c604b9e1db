"""Networks an hour: a module for each network, its own program, and one program for all.

For two spaces and three ways to train their networks, each in a process of its own: seconds to
compile, milliseconds a step, peak memory; and from these how many networks an hour are trained at
100, 500 and 4,690 steps. Ratios are of figures measured side by side in one run.

    python benchmarks/programs.py            all of it
    python benchmarks/programs.py SPEC WAY   one measurement, as JSON
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from random import Random
from statistics import mean
from time import perf_counter
from typing import Any

import numpy as np

SPECS = ("pouy_mnist_projected", "nasbench201")
WAYS = ("module", "specialised", "universal")
EACH = ("module", "specialised")  # compile every network
STEPS = (100, 500, 4690)
BATCH = 128
NETWORKS = 3
MEASURED = 8


def main() -> None:
    """Measure one way, or all of them in turn."""
    if len(sys.argv) == 3:
        print(json.dumps(measured(*sys.argv[1:])))
        return
    for spec in SPECS:
        rows = {way: alone(spec, way) for way in WAYS}
        report(spec, rows)


def alone(spec: str, way: str) -> dict[str, float]:
    """One measurement, in a process of its own."""
    command = [sys.executable, __file__, spec, way]
    ended = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(ended.stdout.splitlines()[-1])


def hourly(way: str, rows: dict[str, dict[str, float]], steps: int) -> float:
    """Networks an hour; the program that serves all is compiled before."""
    compiling = rows[way]["compile"] if way in EACH else 0.0
    return 3600 / (compiling + steps * rows[way]["step"])


def report(spec: str, rows: dict[str, dict[str, float]]) -> None:
    """Print the figures of a space as a table, and their ratios."""
    steps = "".join(f"{f'{n} steps':>12}" for n in STEPS)
    print(f"\n{spec}, {NETWORKS} networks of one shape key, batch {BATCH}; networks an hour at")
    print(f"{'':12}{'compile s':>12}{'step ms':>12}{'peak MiB':>12}{steps}")
    for way, row in rows.items():
        networks_an_hour = "".join(f"{hourly(way, rows, n):12,.1f}" for n in STEPS)
        figures = f"{row['compile']:12.2f}{1000 * row['step']:12.1f}{row['peak']:12.0f}"
        print(f"{way:12}{figures}{networks_an_hour}")
    own, all_, plain = rows["specialised"], rows["universal"], rows["module"]
    print(
        f"universal step / specialised {all_['step'] / own['step']:.2f}, "
        f"module step / specialised {plain['step'] / own['step']:.2f}, "
        f"universal compile / specialised {all_['compile'] / own['compile']:.2f}"
    )


def measured(spec: str, way: str) -> dict[str, float]:
    """Seconds to compile (mean of the networks; of the program that serves all, once), and a step.

    Args:
        spec: a space of the library.
        way: how its networks are trained.
    """
    compiles, steps = _modules(spec) if way == "module" else _programs(spec, way)
    return {"compile": mean(compiles), "step": mean(steps), "peak": _peak() / 2**20}


def _peak() -> int:
    """The most bytes in use so far: of the device's own memory, or of this process."""
    import jax

    stats = jax.devices()[0].memory_stats() or {}
    return stats.get("peak_bytes_in_use", 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def sampled(spec: str) -> tuple[Any, list[Any]]:
    """Random networks of one shape key."""
    from nasdsl import load

    space, rng = load(spec), Random(1)
    key: dict[int, int] = {}
    found: list[Any] = []
    while len(found) < NETWORKS:
        genome = [int(value) for value in space.unrank(rng.randrange(space.count()))]
        for at, value in key.items():
            genome[at] = value
        found.append(space.decode(genome))
        key |= space.supernets.serving(genome).key
    return space, found


def _images(space: Any, count: int) -> Any:
    from nasdsl.backend import Images

    rng = np.random.default_rng(0)
    x = rng.integers(0, 256, (count, *space.space.input), dtype=np.uint8)
    return Images(x, rng.integers(0, 10, count, dtype=np.int32))


def _programs(spec: str, mode: str) -> tuple[list[float], list[float]]:
    """As a search trains in a mode; where networks are trained at once, a step of one of them."""
    import jax
    from nasdsl_flax import backend

    from nasdsl.backend import DataSplit
    from nasdsl.backend import mode as named
    from nasdsl.train_settings import TrainSettings

    jax.config.update("jax_enable_compilation_cache", False)
    space, networks = sampled(spec)
    width = named(backend.modes(), mode).width
    settings = TrainSettings(batch=BATCH, epochs=1, mode=mode)
    held_out = _images(space, BATCH)
    data = DataSplit(_images(space, MEASURED * BATCH), held_out, held_out)
    engine = backend.engine(data, settings)
    compiles: list[float] = []
    steps: list[float] = []

    def trained(network: Any) -> Any:
        run = network if mode in EACH else space.stage(network)
        if width == 1:
            return engine.train(run, seed=0)
        return engine.train_together([run] * width, seeds=range(width))[0]

    for network in networks:
        compiled = trained(network).compile_seconds
        if mode in EACH or not compiles:
            compiles.append(compiled * width)
        steps.append(min(trained(network).train_seconds for _ in range(2)) / MEASURED)
    return compiles, steps


def _modules(spec: str) -> tuple[list[float], list[float]]:
    """What users write by hand: Flax's layers, optax, and a compiled step that is called."""
    import jax
    import optax
    from flax import nnx
    from plain_module import PlainNetwork

    jax.config.update("jax_enable_compilation_cache", False)
    space, networks = sampled(spec)
    images = _images(space, BATCH)
    x, y = jax.numpy.asarray(images.x, "float32") / 255, jax.numpy.asarray(images.y)

    @nnx.jit
    def step(model: Any, optimizer: Any, x: Any, y: Any) -> Any:
        def loss(model: Any) -> Any:
            return optax.softmax_cross_entropy_with_integer_labels(model(x), y).mean()

        value, gradients = nnx.value_and_grad(loss)(model)
        optimizer.update(model, gradients)
        return value

    compiles: list[float] = []
    steps: list[float] = []
    for network in networks:
        started = perf_counter()
        model = PlainNetwork(network.program, nnx.Rngs(0))
        optimizer = nnx.Optimizer(model, optax.adam(1e-3), wrt=nnx.Param)
        jax.block_until_ready(step(model, optimizer, x, y))
        compiles.append(perf_counter() - started)
        started = perf_counter()
        for _ in range(MEASURED):
            jax.block_until_ready(step(model, optimizer, x, y))
        steps.append((perf_counter() - started) / MEASURED)
        compiles[-1] -= steps[-1]
    return compiles, steps


if __name__ == "__main__":
    main()
