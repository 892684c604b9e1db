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
    """A network of a run that was trained at full length after the search, or is being trained.

    Args:
        description: what determines the training, as JSON: `index` (of the genotype), `network`
            (the hash), `seed`, `data`, `train` (the settings) and `backend` (versions of packages).
        checkpoint: the results of the epochs that are done, and the state after the last of them.
    """

    description: dict[str, Json]
    checkpoint: Checkpoint

    @property
    def epochs(self) -> tuple[Epoch, ...]:
        """The results of the epochs that are done, in order, measured on the test images."""
        return self.checkpoint.epochs

    @property
    def total(self) -> int:
        """The number of epochs of the whole training."""
        return self.description["train"]["epochs"]

    @property
    def finished(self) -> bool:
        """Whether all epochs of the training are done."""
        return len(self.epochs) == self.total

    @property
    def test(self) -> dict[str, float]:
        """`accuracy` and `loss` on the test images after the last epoch that is done."""
        last = self.epochs[-1]
        return {"accuracy": last.accuracy, "loss": last.held_out_loss}


def training_file(folder: Path, network: str) -> Path:
    """The path of the checkpoint of a network.

    Args:
        folder: the folder of the run.
        network: the hash of the network.
    """
    return folder / FOLDER / f"{network[:16]}{SUFFIX}"


def every(folder: Path) -> tuple[Retrained, ...]:
    """All networks of the run in `folder` that were trained at full length, sorted by hash.

    Raises:
        RunError: a file is damaged, or cannot be read.
    """
    return tuple(read_training(path) for path in sorted((folder / FOLDER).glob(f"*{SUFFIX}")))


def write_training(path: Path, retrained: Retrained) -> None:
    """Write the checkpoint of a network's training to a file, in place of an earlier checkpoint.

    Args:
        path: the file; its folder is made if it does not exist.
        retrained: the training, with the epochs that are done.

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
    """The training whose checkpoint is in the file at `path`.

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
    """Refuse to resume a training with other settings than those it was begun with.

    Args:
        path: the file of the checkpoint, for the message.
        retrained: the training that was begun.
        description: what determines the training that is to go on, as JSON.

    Raises:
        RunError: the two differ; the message names all settings that do.
    """
    changed = differences(retrained.description, description)
    if changed:
        raise RunError("\n  ".join([f"{path} is of another training:", *changed.values()]), ANEW)
