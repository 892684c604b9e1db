"""Training as an evaluation: from an architecture to its accuracy on validation images.

The seed of a training follows from the seed of the run and the network's hash, so a network has one
result, independent of when and after which others it is trained.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property

from nasdsl.backend import (
    Backend,
    Checkpoint,
    DataSplit,
    Engine,
    EvaluationFailed,
    Images,
    Mode,
    OnEpoch,
    Result,
    Weights,
)  # fmt: skip
from nasdsl.data import Dataset
from nasdsl.data.axes import advice, input_text
from nasdsl.errors import NasdslError
from nasdsl.experiment.model import DataSettings
from nasdsl.exploration.evaluator import identity
from nasdsl.program.architecture import Architecture, Runnable
from nasdsl.searchspace import SearchSpace
from nasdsl.train_settings import TrainSettings
from nasdsl.training.metrics import ALWAYS, Metric, measure, usual_metrics


@dataclass(frozen=True)
class Trainer:
    """Trains networks of one space on one data set, with the settings of the spec.

    Args:
        space: the space of the networks.
        backend: the backend that trains them.
        data: images for training, validation and test; only `test` and `retrain` use the last.
        mode: the way in which the backend trains them.
        seed: the number, from 0, that determines which images are held out for validation and, with
            a network's hash, the randomness of its training.
        keep: called with the hash and the weights of each network that is trained.
        metrics: the functions that measure a trained network, by the names of the metrics.
    """

    space: SearchSpace
    backend: Backend
    data: Dataset
    mode: Mode
    seed: int
    keep: Callable[[str, Weights], None] = lambda network, weights: None
    metrics: Mapping[str, Metric] = field(default_factory=usual_metrics)

    @cached_property
    def settings(self) -> TrainSettings:
        """The settings of the spec for training, with the mode of this trainer."""
        return replace(self.space.experiment.train, mode=self.mode.name)

    def evaluate(self, architecture: Architecture) -> dict[str, float]:
        """The metrics, by name, of a network on the validation images, after training it."""
        return measure(self.metrics, architecture, self.train(architecture))

    def evaluate_all(
        self, networks: Sequence[Architecture]
    ) -> list[dict[str, float] | EvaluationFailed]:
        """For each network its metrics by name, or why it failed.

        Several networks are trained together where the backend's mode does that.
        """
        if self.mode.width == 1:
            return [self.evaluate(network) for network in networks]
        results = self._engine.train_together(
            [self.stage(network) for network in networks],
            seeds=[_seed(self.seed, network.hash) for network in networks],
        )
        return [self._measured_result(*pair) for pair in zip(networks, results, strict=True)]

    def _measured_result(
        self, network: Architecture, result: Result | EvaluationFailed
    ) -> dict[str, float] | EvaluationFailed:
        if isinstance(result, EvaluationFailed):
            return result
        self.keep(network.hash, result.weights)
        try:
            return measure(self.metrics, network, result)
        except EvaluationFailed as failed:
            return failed

    def train(self, architecture: Architecture, on_epoch: OnEpoch | None = None) -> Result:
        """Train a network; each epoch is measured on the validation images.

        Args:
            architecture: the network.
            on_epoch: called after each epoch with its results, and with a function that gives the
                checkpoint after it.
        """
        seed = _seed(self.seed, architecture.hash)
        result = self._engine.train(self.stage(architecture), seed=seed, on_epoch=on_epoch)
        self.keep(architecture.hash, result.weights)
        return result

    def test(self, architecture: Architecture, weights: Weights) -> dict[str, float]:
        """`accuracy` and `loss` of a trained network on the test images.

        Args:
            architecture: the network.
            weights: its trained arrays by name.
        """
        return self._engine.test(self.stage(architecture), weights)._asdict()

    def retrain(
        self, architecture: Architecture, on_epoch: OnEpoch, resume: Checkpoint | None
    ) -> Result:
        """Train a network at full length: on all training images, none held out for validation.

        Args:
            architecture: the network.
            on_epoch: called after each epoch with its results, measured on the test images, and
                with a function that gives the checkpoint after it.
            resume: a checkpoint from an earlier call, at which to go on; None to begin.
        """
        data = DataSplit(self.data.train, self.data.test, self.data.test)
        engine = self.backend.engine(data, self.settings)
        seed = _seed(self.seed, architecture.hash)
        return engine.train(self.stage(architecture), seed=seed, on_epoch=on_epoch, resume=resume)

    def stage(self, architecture: Architecture) -> Runnable:
        """The program that computes a network in this trainer's mode, with the network's decisions.

        It is the supernet of the network's shape key, or the network's own program.
        """
        return self.space.stage(architecture) if self.mode.shared else architecture

    def check(self, architecture: Architecture) -> None:
        """Check that a network can be trained, as far as is known before it is compiled.

        Raises:
            EvaluationFailed: the memory does not suffice.
            BackendError: the backend has no rule for an operation.
        """
        self._engine.check(self.stage(architecture))

    def details(self) -> dict[str, object]:
        """Everything, besides the network, on which the metrics of `evaluate` depend, as JSON."""
        images = len(self._split.train.y)
        own = self.data.validation is not None
        held_out = "x_val" if own else self.space.experiment.data.validation
        split = {"validation": held_out, "images": images}
        added = {n: identity(metric) for n, metric in self.metrics.items() if n not in ALWAYS}
        return {**self.whole_details(), **split, **({"metrics": added} if added else {})}

    def whole_details(self) -> dict[str, object]:
        """Everything, besides network and seed, that a result of `retrain` depends on, as JSON."""
        return {
            "data": {"name": self.data.name, "sha256": _dataset_digest(self.data)},
            "train": asdict(self.settings),
            "backend": self.backend.versions(),
        }

    @cached_property
    def _split(self) -> DataSplit:
        return split(self.data, self.space.experiment.data, self.seed)

    @cached_property
    def _engine(self) -> Engine:
        return self.backend.engine(self._split, self.settings)


def split(data: Dataset, settings: DataSettings, seed: int) -> DataSplit:
    """The images of a data set to train on, to validate on and to test on.

    Args:
        data: the data set.
        settings: the share of images for validation, and how many of the others are used at most.
        seed: the number, from 0, that determines which images are held out for validation.
    """
    train, held_out = data.split(settings.validation, seed)
    train = Images(train.x[: settings.images], train.y[: settings.images])
    return DataSplit(train, held_out, data.test)


def suited(space: SearchSpace, data: Dataset) -> Dataset:
    """A data set whose images have the shape of a space's input, checked to suit the space.

    Args:
        space: the space.
        data: the data set, whose images may lack or have further axes of size 1.

    Raises:
        NasdslError: the images have another size, or there are more classes than the spec states.
    """
    state, classes = space.space.input, space.space.classes
    data = data.shaped(state)
    if data.shape != tuple(state):
        wanted, images = input_text(state, state), input_text(data.shape, state)
        raise NasdslError(
            f"{space.name} takes images of {wanted}, and those of {data.name} are {images}",
            advice(data.shape, state),
        )
    if classes is not None and data.classes > classes:
        raise NasdslError(
            f"{space.name} has {classes} classes, and {data.name} has {data.classes}",
            f"say 'classes {data.classes}' in the spec, or choose other data",
        )
    return data


def _seed(run: int, network: str) -> int:
    digest = hashlib.sha256(f"{run} {network}".encode()).digest()
    return int.from_bytes(digest[:4])


def _dataset_digest(data: Dataset) -> str:
    """What tells two data sets of one name apart."""
    digest = hashlib.sha256()
    for array in (*data.train, *data.test, *(data.validation or ())):
        digest.update(f"{array.dtype} {array.shape}".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()
