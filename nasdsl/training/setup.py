"""Backend, data and seed of a training, by name, and the trainer made from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from nasdsl import backend, data
from nasdsl.backend import Backend
from nasdsl.data import Dataset
from nasdsl.errors import NasdslError
from nasdsl.searchspace import SearchSpace
from nasdsl.training.guarded import guarded_backend
from nasdsl.training.trainer import Trainer, suited
from nasdsl.util.arguments import checked


def _read_dataset(name: str) -> Dataset:
    return data.read_dataset(name)


@dataclass(frozen=True, slots=True)
class TrainingSetup:
    """The backend, data and seed of a training.

    Args:
        data: a data set, its name or its path; None for the one that the spec names.
        backend: the name of the backend.
        seed: the number, from 0, that determines all randomness.
        read: the function that reads a data set by its name or path.
    """

    data: Dataset | str | Path | None = None
    backend: str = "flax"
    seed: int = 0
    read: Callable[[str], Dataset] = _read_dataset

    def loaded(self, space: SearchSpace) -> tuple[Backend, Dataset]:
        """The backend and the data set, loaded; images have the shape of the space's input.

        Raises:
            NasdslError: the backend or the data cannot be had, or do not suit the space.
        """
        source = space.experiment.data.set if self.data is None else self.data
        if source is None:
            raise NasdslError(
                "there is no data to train on", "name a data set, digits say, or an .npz file"
            )
        backend.BACKENDS.find(self.backend)  # its framework takes seconds, wrong data none
        what, help = "data are a nasdsl.Dataset, its name or its path", "data='digits', say"
        checked(source, (Dataset, str, Path), what, help)
        dataset = source if isinstance(source, Dataset) else self.read(str(source))
        dataset = suited(space, dataset)
        return guarded_backend(self.backend), dataset

    def trainer(self, space: SearchSpace) -> Trainer:
        """A trainer for networks of a space, in the mode where each has a program of its own.

        Raises:
            NasdslError: the backend or the data cannot be had, or do not suit the space.
        """
        trains, dataset = self.loaded(space)
        return Trainer(space, trains, dataset, trains.modes()[0], self.seed)
