"""Training of one network of a run at full length, resumable after interruptions.

The training goes on from the last epoch on the disk, and ends as an undisturbed one does, on a CPU
to the last bit.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nasdsl import data
from nasdsl.backend import Checkpoint, Epoch
from nasdsl.errors import RunError
from nasdsl.exploration import Member, Run
from nasdsl.exploration.checkpoint import (
    Retrained,
    check_same_training,
    read_training,
    training_file,
    write_training,
)
from nasdsl.program.architecture import Architecture
from nasdsl.searchspace import SearchSpace
from nasdsl.training.setup import TrainingSetup
from nasdsl.training.trainer import Trainer
from nasdsl.util.integers import abbreviate, decimal


@dataclass(frozen=True, slots=True)
class Retraining:
    """The training, at full length, of a network that a run has evaluated.

    Args:
        run: the folder of the run, in which a checkpoint is written after each epoch.
        index: the index of the network's genotype.
        network: the network.
        trainer: what trains it, with the data and the settings.
    """

    run: Path
    index: int
    network: Architecture
    trainer: Trainer

    @property
    def file(self) -> Path:
        """The path of this training's checkpoint, in the folder of the run."""
        return training_file(self.run, self.network.hash)

    def saved(self) -> Retrained | None:
        """The training as far as it is on the disk; None if it has not begun.

        Raises:
            RunError: its file is damaged, or cannot be read.
        """
        return read_training(self.file) if self.file.exists() else None

    def train(self, on_epoch: Callable[[Epoch], None] = lambda _: None) -> Retrained:
        """Train on all training images, or resume; epochs are measured on the test images.

        Args:
            on_epoch: called after each epoch of this process, when its checkpoint is on the disk.

        Returns:
            The finished training.

        Raises:
            EvaluationFailed: the network cannot be trained.
            RunError: the checkpoint is damaged or of a training with other settings, or the folder
                cannot be written.
        """
        whose = {
            "index": decimal(self.index),
            "network": self.network.hash,
            "seed": self.trainer.seed,
        }
        description = json.loads(json.dumps({**whose, **self.trainer.whole_details()}))
        before = self.saved()
        if before:
            check_same_training(self.file, before, description)
            if before.finished:
                return before

        def keep(epoch: Epoch, checkpoint: Callable[[], Checkpoint]) -> None:
            write_training(self.file, Retrained(description, checkpoint()))
            on_epoch(epoch)

        self.trainer.retrain(self.network, keep, before.checkpoint if before else None)
        return read_training(self.file)


def prepared_retraining(
    run: Run, space: SearchSpace, setup: TrainingSetup, index: int | None = None
) -> Retraining:
    """The training, at full length, of a network of a run, ready to begin or to go on.

    Args:
        run: the run, read from its folder.
        space: the space that was searched, as `Run.space` gives it.
        setup: backend, data and seed; without data, those of the search if they have a name.
        index: the index of the genotype of a network that the run has evaluated; None for the
            network of the front with the least error.

    Raises:
        RunError: the run has no such network.
        NasdslError: the backend or the data cannot be had, or do not suit the space.
    """
    folder = run.kept_in()
    chosen = _best(folder, run.front) if index is None else _evaluated(folder, run, index)
    network = space.decode(space.unrank(chosen))
    searched = run.settings.get("details.data.name")
    if setup.data is None and searched and data.is_dataset(searched):
        setup = replace(setup, data=searched)
    return Retraining(folder, chosen, network, setup.trainer(space))


def _best(run: Path, front: Sequence[Member]) -> int:
    """The index of the network of the front with the least error."""
    if not front:
        raise RunError(f"the front of {run} is empty: there is no network to train")
    if any({"error", "accuracy"}.isdisjoint(member.metrics) for member in front):
        fact = f"the networks of {run} have neither an error nor an accuracy"
        raise RunError(fact, "say which by its index")
    return min(front, key=_error).index


def _error(member: Member) -> float:
    return member.metrics.get("error", 1 - member.metrics.get("accuracy", 0.0))


def _evaluated(folder: Path, run: Run, index: int) -> int:
    """The index, if a network of the run has it."""
    if not any(c.index == index and c.hash in run.measured for c in run.candidates):
        help = f"nasdsl report {folder} shows those of the front"
        raise RunError(f"no network of index {abbreviate(index)} was evaluated in {folder}", help)
    return index
