"""Checkpoints of networks of a run that are trained at full length, a file for each network.

A file is its checksum, a line of JSON with what determines the training and with the results of its
epochs, and the engine's state. It is replaced as a whole after each epoch.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from nasdsl.backend import Checkpoint, Epoch
from nasdsl.errors import RunError
from nasdsl.exploration.run_folder import Json, differences
from nasdsl.util import files

FOLDER = "retrained"
SUFFIX = ".checkpoint"
ANEW = "remove the file to train the network from the start"


@dataclass(frozen=True, slots=True)
class Retrained:
    """A network trained at full length, or a part of that training.

    Args:
        description: what determines the training, as JSON: `index` and `network` (its hash), `seed`
            and all that `Trainer.whole_details` tells.
        checkpoint: the training after its last epoch so far.
    """

    description: dict[str, Json]
    checkpoint: Checkpoint

    @property
    def epochs(self) -> tuple[Epoch, ...]:
        """The results of the epochs so far, measured on the test images."""
        return self.checkpoint.epochs

    @property
    def total(self) -> int:
        """The number of epochs of the whole training."""
        return self.description["train"]["epochs"]

    @property
    def finished(self) -> bool:
        """Whether all epochs are done."""
        return len(self.epochs) == self.total

    @property
    def test(self) -> dict[str, float]:
        """Accuracy and loss on the test images after the last epoch so far."""
        last = self.epochs[-1]
        return {"accuracy": last.accuracy, "loss": last.held_out_loss}


def training_file(folder: Path, network: str) -> Path:
    """The file of a network, by its hash, in the folder of a run."""
    return folder / FOLDER / f"{network[:16]}{SUFFIX}"


def every(folder: Path) -> tuple[Retrained, ...]:
    """All retrained networks of a run, by the names of their files.

    Raises:
        RunError: a file is damaged, or cannot be read.
    """
    return tuple(read_training(path) for path in sorted((folder / FOLDER).glob(f"*{SUFFIX}")))


def write_training(path: Path, retrained: Retrained) -> None:
    """Write a training to its file, in place of its state before.

    Raises:
        RunError: the file cannot be written.
    """
    epochs, state = retrained.checkpoint
    head = {**retrained.description, "epochs": [epoch._asdict() for epoch in epochs]}
    body = json.dumps(head).encode() + b"\n" + state
    with files.translate_os_errors(path):
        path.parent.mkdir(exist_ok=True)
    files.replace(path, hashlib.sha256(body).hexdigest().encode() + b"\n" + body)


def read_training(path: Path) -> Retrained:
    """The training in a file.

    Raises:
        RunError: the file is damaged, or cannot be read.
    """
    with files.translate_os_errors(path):
        checksum, _, body = path.read_bytes().partition(b"\n")
    if hashlib.sha256(body).hexdigest().encode() != checksum:
        raise RunError(f"{path} is damaged: its checksum is not that of its content", ANEW)
    head, _, state = body.partition(b"\n")
    try:
        description = json.loads(head)
        epochs = tuple(Epoch(**epoch) for epoch in description.pop("epochs"))
        return Retrained(description, Checkpoint(epochs, state))
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise RunError(f"{path} is damaged: {error}", ANEW) from error


def check_same_training(path: Path, retrained: Retrained, description: dict[str, Json]) -> None:
    """Refuse to resume a training with other settings than it was begun with.

    Raises:
        RunError: it names each thing that differs.
    """
    changed = differences(retrained.description, description)
    if changed:
        raise RunError("\n  ".join([f"{path} is of another training:", *changed.values()]), ANEW)
