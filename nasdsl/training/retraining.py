"""The long training of a network that a search found: it survives interruptions as the search does.

It is the same training again from its seed, going on from the last epoch that is on the disk; so it
ends as an undisturbed one does, on a CPU to the last bit.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from nasdsl.backend import Checkpoint, Epoch
from nasdsl.exploration.checkpoint import (
    Retrained,
    check_same_training,
    read_training,
    training_file,
    write_training,
)
from nasdsl.program.architecture import Architecture
from nasdsl.training.trainer import Trainer


def train_at_full_length(
    trainer: Trainer,
    folder: Path,
    index: str,
    network: Architecture,
    on_epoch: Callable[[Epoch], None] = lambda _: None,
) -> Retrained:
    """Train a network on all training images, measured on the test images, or go on with that.

    Args:
        trainer: of the data and the settings.
        folder: of the run, which keeps a checkpoint of each epoch and the result.
        index: the network's, decimal.
        network: what is trained.
        on_epoch: called after each epoch that is trained here, when it is on the disk.

    Raises:
        EvaluationFailed: the network cannot be trained.
        RunError: the folder has the network from a training with other settings, or damaged; or
            cannot be written.
    """
    whose = {"index": index, "network": network.hash, "seed": trainer.seed}
    description = json.loads(json.dumps({**whose, **trainer.whole_details()}))
    path = training_file(folder, network.hash)
    before = read_training(path) if path.exists() else None
    if before:
        check_same_training(path, before, description)
        if before.finished:
            return before

    def keep(epoch: Epoch, checkpoint: Callable[[], Checkpoint]) -> None:
        write_training(path, Retrained(description, checkpoint()))
        on_epoch(epoch)

    trainer.retrain(network, keep, before.checkpoint if before else None)
    return read_training(path)
