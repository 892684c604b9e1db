"""A backend of another distribution: it counts the operations of a network, and calls that a loss.

It is all that a backend has to be, and the example of docs/backends.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from nasdsl.backend import (
    Checkpoint,
    DataSplit,
    Epoch,
    Mode,
    OnEpoch,
    Result,
    Score,
    Weights,
    Workload,
)
from nasdsl.program.architecture import Architecture, Runnable
from nasdsl.program.graph import Apply, Loop, Program, Select
from nasdsl.train_settings import TrainSettings

MODES = (
    Mode("alone", "each network as it is written out"),
    Mode("shared", "by the program of a shape key", shared=True),
    Mode("crowd", "three networks of a shape key at once", shared=True, width=3),
)


def counted(program: Program, settings: Any) -> Counter[str]:
    """How often each operation runs: in the arms that are taken, and each time round a loop."""
    total: Counter[str] = Counter()
    for step in program.steps:
        mine = settings.get(step.path, {})
        match step:
            case Apply(op):
                total[op] += 1
            case Select(_, arms):
                arm = int(mine["arm"])
                total += counted(arms[arm], mine.get(str(arm), {}))
            case Loop(body, times):
                for number in range(times):
                    total += counted(body, of_round(mine, number))
    return total


def of_round(settings: Any, number: int) -> Any:
    """What the settings of a loop's body are in one round: each of their arrays has all rounds."""
    if isinstance(settings, dict):
        return {name: of_round(below, number) for name, below in settings.items()}
    return settings[number]


class Engine:
    """Trains nothing: the loss is the number of operations, in every epoch."""

    def __init__(self, epochs: int) -> None:
        self.epochs = epochs

    def check(self, network: Runnable) -> None:
        """See `nasdsl.backend.Engine`."""

    def train(
        self,
        network: Runnable,
        *,
        seed: int,
        on_epoch: OnEpoch | None = None,
        resume: Checkpoint | None = None,
    ) -> Result:
        """See `nasdsl.backend.Engine`."""
        loss = counted(network.program, network.settings).total()
        epochs = resume.epochs if resume else ()
        while len(epochs) < self.epochs:
            epochs += (Epoch(loss, 1 / (1 + loss), loss),)
            if on_epoch:
                on_epoch(epochs[-1], lambda done=epochs: Checkpoint(done, b""))
        return Result(epochs, compile_seconds=0.0, train_seconds=0.0, weights={})

    def test(self, network: Runnable, weights: Weights) -> Score:
        """See `nasdsl.backend.Engine`."""
        loss = counted(network.program, network.settings).total()
        return Score(1 / (1 + loss), loss)

    def train_together(self, networks: Sequence[Runnable], *, seeds: Sequence[int]) -> list[Result]:
        """See `nasdsl.backend.Engine`."""
        pairs = zip(networks, seeds, strict=True)
        return [self.train(network, seed=seed) for network, seed in pairs]


class Toy:
    """See `nasdsl.backend.Backend`."""

    def modes(self) -> tuple[Mode, ...]:
        """See `nasdsl.backend.Backend`."""
        return MODES

    def choose(self, workload: Workload) -> Mode:
        """See `nasdsl.backend.Backend`."""
        return MODES[1]

    def compile(self, architecture: Architecture, *, seed: int = 0) -> Counter[str]:
        """The number of operations of each name."""
        return counted(architecture.program, architecture.settings)

    def engine(self, data: DataSplit, settings: TrainSettings) -> Engine:
        """See `nasdsl.backend.Backend`."""
        return Engine(settings.epochs)

    def versions(self) -> dict[str, str]:
        """See `nasdsl.backend.Backend`."""
        return {"toy": "1"}


backend = Toy()
