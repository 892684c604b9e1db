"""A backend that trains nothing: what a network comes to follows from its hash.

`python stub_backend.py ARGUMENT...` is the command line with this backend in flax's place.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nasdsl import backend
from nasdsl.backend import Epoch, Images, Result, TrainSettings
from nasdsl.program.architecture import Architecture


@dataclass(frozen=True)
class StubBackend:
    """Deterministic curves; `delay` seconds an epoch, for those who want to interrupt."""

    delay: float = 0.0

    def compile(self, architecture: Architecture, *, seed: int = 0) -> Any:
        raise NotImplementedError

    def train(
        self,
        architecture: Architecture,
        train: Images,
        held_out: Images,
        settings: TrainSettings,
        *,
        seed: int,
        on_epoch: Callable[[Epoch], None] = lambda _: None,
    ) -> Result:
        end = int(architecture.hash[:8], 16) / 2**32  # of the loss, after many epochs
        epochs: list[Epoch] = []
        for number in range(1, settings.epochs + 1):
            time.sleep(self.delay)
            loss = end + 1 / number
            epochs.append(Epoch(loss, 1 / (1 + loss), loss + len(held_out.y) / 10_000))
            on_epoch(epochs[-1])
        return Result(tuple(epochs), 0.25, 0.5)

    def versions(self) -> dict[str, str]:
        return {"stub": "1", "device": "none"}


if __name__ == "__main__":
    from nasdsl.cli import main

    backend.load = lambda name: StubBackend(0.05)
    main()
