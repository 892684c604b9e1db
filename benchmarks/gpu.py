"""Networks an hour on a GPU: a module for each network, and every mode, the universal one first.

Each way is measured in a process of its own with a limit of time, its row is printed when it is
done, and one that fails costs its row alone. A step is timed between the ends of epochs, so that
what a call costs is left out; modes that decide alike are measured once. Nothing is downloaded.

    python benchmarks/gpu.py [--small]       --small: seconds a way, to see that it runs
    python benchmarks/gpu.py SPEC WAY ...    one measurement, as JSON
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np

MINUTES = 8
STEPS = 500  # of a training, for networks an hour
PEAKS = {"H200": 494e12, "H100": 494e12, "A100": 156e12}  # TF32, without sparsity; data sheets
PASSES = 3  # forward, and the gradients of the images and of the kernels
MODULE = "module"
ENVIRONMENT = {**os.environ, "JAX_TRACEBACK_FILTERING": "off"}  # an error is the last line then


class Size(NamedTuple):
    """How much is measured.

    Args:
        specs: the spaces.
        ways: in the order in which they are measured.
        batch: images a step.
        steps: of an epoch; two epochs are timed.
        seconds: that a way may take.
    """

    specs: tuple[str, ...]
    ways: tuple[str, ...]
    batch: int
    steps: int
    seconds: int


WAYS = ("universal", MODULE, "specialised", "together", "masked", "blended")
FULL = Size(("nasbench201", "pouy_mnist_projected"), WAYS, 128, 200, 110)
SMALL = Size((str(Path(__file__).with_name("small.nas")),), WAYS, 8, 20, 90)


def main() -> None:
    """Measure one way, or all of them in turn while there is time."""
    small = "--small" in sys.argv
    size = SMALL if small else FULL
    asked = [argument for argument in sys.argv[1:] if argument != "--small"]
    if asked:
        print(json.dumps(measured(*asked, size)))
        return
    ends = perf_counter() + 60 * MINUTES
    for spec in size.specs:
        title = f"{Path(spec).stem}, batch {size.batch}; networks an hour at {STEPS} steps"
        print(f"\n{title}", flush=True)
        print(f"{'':12}{'compile s':>12}{'step ms':>12}{'an hour':>12}{'TFLOP/s':>12}", flush=True)
        table = Table(spec, size, ends, {})
        for way in size.ways:
            print(f"{way:12}{table.row(way)}", flush=True)


@dataclass(frozen=True)
class Table:
    """The measurements of a space.

    Args:
        spec: of the space.
        size: how much is measured.
        ends: when the time for all of it is over, as `perf_counter` tells.
        rows: the figures of the ways that were measured.
    """

    spec: str
    size: Size
    ends: float
    rows: dict[str, dict[str, Any]]

    def row(self, way: str) -> str:
        """What is printed of a way; its figures are added to the rows."""
        left = min(self.size.seconds, self.ends - perf_counter())
        alike = next((n for n, each in self.rows.items() if way in each.get("alike", ())), None)
        if alike:
            return f"  decides as {alike}"
        if left < 5:
            return "  not measured: the time is over"
        command = [sys.executable, __file__, self.spec, way, *["--small"] * (self.size is SMALL)]
        try:
            ended = subprocess.run(
                command, env=ENVIRONMENT, capture_output=True, text=True, timeout=left, check=False
            )
        except subprocess.TimeoutExpired:
            return f"  not done within {left:.0f} s"
        if ended.returncode:
            errors = ended.stderr.strip().splitlines() or [f"exit code {ended.returncode}"]
            return f"  failed: {errors[-1]}"
        self.rows[way] = json.loads(ended.stdout.splitlines()[-1])
        return self._figures(way)

    def _figures(self, way: str) -> str:
        measured = self.rows[way]
        rate = measured["flops"] / measured["step"]
        peak = next((peak for name, peak in PEAKS.items() if name in measured["device"]), None)
        share = f" ({rate / peak:.2%} of the card's peak)" if peak else ""
        times = f"{measured['compile']:12.2f}{1000 * measured['step']:12.2f}"
        figures = f"{times}{hourly(measured):12,.1f}{rate / 1e12:12.6f}{share}"
        return f"{figures}{self._ratio(way)}  on {measured['device']}"

    def _ratio(self, way: str) -> str:
        """Networks an hour beside a module's; beside its own row, those of the universal mode."""
        way, end = ("universal", " in universal mode") if way == MODULE else (way, "")
        if way not in self.rows or MODULE not in self.rows:
            return ""
        return f"  {hourly(self.rows[way]) / hourly(self.rows[MODULE]):.2f} times a module's{end}"


def hourly(found: dict[str, Any]) -> float:
    """Networks an hour; a program that serves all is compiled before."""
    compiling = 0.0 if found["shared"] else found["compile"]
    return 3600 / (compiling + STEPS * found["step"])


def measured(spec: str, way: str, size: Size) -> dict[str, Any]:
    """One way: seconds to compile and of a step of one network, and what it ran on."""
    import jax

    jax.config.update("jax_enable_compilation_cache", False)
    from nasdsl.api import load

    space = load(spec)
    network = space.decode(space.sample(Random(0)))
    found = _module(space, network, size) if way == MODULE else _mode(space, network, way, size)
    flops = 2 * PASSES * network.macs * size.batch
    return {"device": jax.devices()[0].device_kind, "flops": flops, **found}


def _images(space: Any, number: int) -> Any:
    from nasdsl.backend import Images

    rng, state = np.random.default_rng(0), space.space.input
    x = rng.integers(0, 256, (number, *state), dtype=np.uint8)
    return Images(x, rng.integers(0, space.space.classes or 10, number, dtype=np.int32))


def _mode(space: Any, network: Any, way: str, size: Size) -> dict[str, Any]:
    from nasdsl_flax import backend

    from nasdsl.backend import DataSplit, mode
    from nasdsl.train_settings import TrainSettings

    chosen = mode(backend.modes(), way)
    few = _images(space, 1)
    data = DataSplit(_images(space, size.steps * size.batch), few, few)
    engine = backend.engine(data, TrainSettings(batch=size.batch, epochs=3, mode=way))
    run = space.stage(network) if chosen.shared else network
    found: dict[str, Any] = {"shared": chosen.shared, "alike": _alike(run, way)}
    if chosen.width > 1:
        results = [engine.train_together([run] * chosen.width, seeds=range(chosen.width))[0]]
        results += [engine.train_together([run] * chosen.width, seeds=range(chosen.width))[0]]
        failed = next((each for each in results if isinstance(each, Exception)), None)
        if failed:
            raise failed
        compiled = results[0].compile_seconds * chosen.width
        return {**found, "compile": compiled, "step": results[1].train_seconds / (3 * size.steps)}
    times: list[float] = []
    result = engine.train(run, seed=0, on_epoch=lambda *_: times.append(perf_counter()))
    step = (times[-1] - times[0]) / (2 * size.steps)
    return {**found, "compile": result.compile_seconds, "step": step}


def _alike(run: Any, way: str) -> list[str]:
    """The other modes of one network at a time that decide everything as this one does."""
    from nasdsl_flax.modes import DECISIONS

    from nasdsl.program.graph import Loop, Select

    def decisions(program: Any) -> Any:
        for step in program.steps:
            if isinstance(step, Select):
                yield step
                for arm in step.arms:
                    yield from decisions(arm)
            if isinstance(step, Loop):
                yield from decisions(step.body)

    every = list(decisions(run.program))
    taken = {
        mode.name: [blended(each) for each in every]
        for mode, blended in DECISIONS.items()
        if mode.shared and mode.width == 1
    }
    return [name for name in taken if name != way and taken[name] == taken.get(way)]


def _module(space: Any, network: Any, size: Size) -> dict[str, Any]:
    """What users write by hand: Flax's layers, optax, and a compiled step that is called."""
    import jax
    import optax
    from flax import nnx
    from plain_module import PlainNetwork

    images = _images(space, size.batch)
    x, y = jax.numpy.asarray(images.x, "float32") / 255, jax.numpy.asarray(images.y)

    @nnx.jit
    def step(model: Any, optimizer: Any, x: Any, y: Any) -> Any:
        def loss(model: Any) -> Any:
            return optax.softmax_cross_entropy_with_integer_labels(model(x), y).mean()

        value, gradients = nnx.value_and_grad(loss)(model)
        optimizer.update(model, gradients)
        return value

    def run(steps: int) -> float:
        started = perf_counter()
        losses = [step(model, optimizer, x, y) for _ in range(steps)]
        jax.block_until_ready(losses[-1])  # nobody waits for every step
        return perf_counter() - started

    started = perf_counter()
    model = PlainNetwork(network.program, nnx.Rngs(0))
    optimizer = nnx.Optimizer(model, optax.adam(1e-3), wrt=nnx.Param)
    run(1)
    compiling = perf_counter() - started
    each = median((run(2 * size.steps) - run(size.steps)) / size.steps for _ in range(3))
    return {"shared": False, "compile": compiling, "step": max(each, 1e-9)}


if __name__ == "__main__":
    main()
