"""A backend that trains nothing: what a network comes to follows from its hash.

`python -m cli.stub_backend N ARGUMENT...` is the command line with this backend in flax's place,
whose training number N, counted from 1, says so and never ends; of -N that is test number N, and
with 0 there is none such.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nasdsl import backend
from nasdsl.backend import (
    Checkpoint,
    DataSplit,
    Epoch,
    EvaluationFailed,
    Mode,
    OnEpoch,
    Result,
    Score,
    Weights,
    Workload,
)  # fmt: skip
from nasdsl.program.architecture import Architecture, Runnable
from nasdsl.train_settings import TrainSettings
from processes import HANGS


@dataclass
class StubBackend:
    """Deterministic curves.

    `at` says what happens at the training of a number, and at the test of a number below 0;
    `after` what after an epoch of a number; networks whose hash begins with one of `failing` cannot
    be trained. `listed` are its modes. Of each training `given` keeps the mode of its engine, what
    it was to train, and how many at once.
    """

    at: dict[int, Callable[[], None]] = field(default_factory=dict)
    after: dict[int, Callable[[], None]] = field(default_factory=dict)
    failing: str = ""
    trained: int = 0
    tested: int = 0
    listed: tuple[Mode, ...] = (Mode("specialised", "each by itself"),)
    given: list[tuple[str, type[Runnable], int]] = field(default_factory=list)

    def compile(self, architecture: Architecture, *, seed: int = 0) -> Any:
        raise AssertionError("the command line compiles nothing")

    def engine(self, data: DataSplit, settings: TrainSettings) -> StubEngine:
        return StubEngine(self, data, settings)

    def stand_in(self, replace: Callable[[Any, str, Any], None]) -> None:
        """Take the place of every backend."""
        replace(backend, "load_backend", lambda name: self)

    def modes(self) -> tuple[Mode, ...]:
        return self.listed

    def choose(self, workload: Workload) -> Mode:
        return self.listed[-1]

    def versions(self) -> dict[str, str]:
        return {"stub": "1", "device": "none"}


@dataclass
class StubEngine:
    """Draws the curves; the state of a training is the text `state` and its epochs' number."""

    backend: StubBackend
    data: DataSplit
    settings: TrainSettings

    def train(
        self,
        network: Runnable,
        *,
        seed: int,
        on_epoch: OnEpoch | None = None,
        resume: Checkpoint | None = None,
    ) -> Result:
        return self._train(network, 1, on_epoch, resume)

    def train_together(self, networks: Sequence[Runnable], *, seeds: Sequence[int]) -> list[Result]:
        return [self._train(network, len(networks), None, None) for network in networks]

    def test(self, network: Runnable, weights: Weights) -> Score:
        """The loss that a training ends with, on more images."""
        self.backend.tested += 1
        self.backend.at.get(-self.backend.tested, lambda: None)()
        end = float(weights["network.dense/kernel"][0])
        assert end == int(Architecture(network.written).hash[:8], 16) / 2**32
        loss = end + 1 / self.settings.epochs
        return Score(1 / (1 + loss), loss + len(self.data.test.y) / 10_000)

    def check(self, network: Runnable) -> None:
        assert not isinstance(network, Architecture)

    def _train(
        self,
        network: Runnable,
        at_once: int,
        on_epoch: OnEpoch | None,
        resume: Checkpoint | None,
    ) -> Result:
        self.backend.given.append((self.settings.mode, type(network), at_once))
        network = Architecture(network.written)
        self.backend.trained += 1
        self.backend.at.get(self.backend.trained, lambda: None)()
        if network.hash[0] in self.backend.failing:
            raise EvaluationFailed("the loss is nan")
        end = int(network.hash[:8], 16) / 2**32  # of the loss, after many epochs
        epochs = list(resume.epochs) if resume else []
        assert resume is None or resume.state == f"state {len(epochs)}".encode()
        for number in range(len(epochs) + 1, self.settings.epochs + 1):
            loss = end + 1 / number
            held_out_loss = loss + len(self.data.held_out.y) / 10_000
            epochs.append(Epoch(loss, 1 / (1 + loss), held_out_loss))
            checkpoint = Checkpoint(tuple(epochs), f"state {number}".encode())
            if on_epoch:
                on_epoch(epochs[-1], lambda kept=checkpoint: kept)
            self.backend.after.get(number, lambda: None)()
        weights = {"network.dense/kernel": np.full(3, end)}
        return Result(tuple(epochs), 0.25, 0.5, weights)


def stall() -> None:
    print("stalled", file=sys.stderr, flush=True)
    time.sleep(HANGS)


if __name__ == "__main__":
    from nasdsl.cli import main

    number = int(sys.argv.pop(1))
    StubBackend({number: stall}).stand_in(setattr)
    main()
