"""Training as an evaluation: from an architecture to its accuracy on images held out.

The seed of a training follows from the seed of the run and from what the network is, so a network
has one result whenever, and after however many others, it is trained.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import NamedTuple

from nasdsl.backend import (
    TOGETHER,
    Backend,
    Checkpoint,
    Engine,
    EvaluationFailed,
    Images,
    OnEpoch,
    Result,
    TrainSettings,
)  # fmt: skip
from nasdsl.data import Dataset
from nasdsl.errors import NasdslError, nearest
from nasdsl.experiment import DataSettings, SearchSettings
from nasdsl.program.architecture import Architecture, Runnable
from nasdsl.searchspace import SearchSpace
from nasdsl.space.bounds import COSTS

METRICS = ("accuracy", "loss")
"""What is measured of a trained network."""

PROBED = 8  # steps


class Probe(NamedTuple):
    """Seconds that a program takes to compile, and seconds of a step of one network with it."""

    compile: float
    step: float


@dataclass(slots=True)
class Trainer:
    """Trains networks of one space on one data set.

    Args:
        backend: what trains them.
        settings: how.
        data: the training set is split; the test set is for `test` alone.
        split: how.
        seed: of the split and, with the network's hash, of each training.
        stage: from a network to the program that computes it: its own, or one for many.
        mode: of `nasdsl.backend.MODES`, as it was decided.
    """

    backend: Backend
    settings: TrainSettings
    data: Dataset
    split: DataSettings
    seed: int
    stage: Callable[[Architecture], Runnable] = lambda network: network
    mode: str = "specialised"
    _train: Images = field(init=False)
    _held_out: Images = field(init=False)
    _engines: dict[bool, Engine] = field(default_factory=dict[bool, Engine], init=False)

    def __post_init__(self) -> None:
        train, self._held_out = self.data.split(self.split.validation, self.seed)
        self._train = Images(train.x[: self.split.images], train.y[: self.split.images])

    @property
    def steps(self) -> int:
        """Steps of one training."""
        batch = min(self.settings.batch, len(self._train.y))
        return self.settings.epochs * (len(self._train.y) // batch)

    def evaluate(self, architecture: Architecture) -> dict[str, float]:
        """Loss and accuracy on the validation images, after training on the others."""
        return _metrics(self.train(architecture))

    def evaluate_all(
        self, networks: Sequence[Architecture]
    ) -> list[dict[str, float] | EvaluationFailed]:
        """As `evaluate`, of networks that one program computes, or why one failed."""
        staged = list(map(self.stage, networks))
        seeds = [_seed(self.seed, network.hash) for network in networks]
        spare = TOGETHER - len(networks)
        results = self._engine(on_test=False).train_together(
            staged + spare * staged[-1:], seeds=seeds + spare * seeds[-1:]
        )
        return [
            result if isinstance(result, EvaluationFailed) else _metrics(result)
            for result in results[: len(networks)]
        ]

    def test(self, architecture: Architecture) -> dict[str, float]:
        """Loss and accuracy on the test images, after the same training."""
        return _metrics(self.train(architecture, on_test=True))

    def train(
        self,
        architecture: Architecture,
        on_test: bool = False,
        on_epoch: OnEpoch | None = None,
    ) -> Result:
        """Train a network, and measure it on the validation images or on the test images."""
        return self._engine(on_test).train(
            self.stage(architecture), seed=_seed(self.seed, architecture.hash), on_epoch=on_epoch
        )

    def retrain(
        self, architecture: Architecture, on_epoch: OnEpoch, resume: Checkpoint | None
    ) -> Result:
        """Train a network by a program of its own on all training images, none of them held out.

        It is measured on the test images. A checkpoint that `on_epoch` was given resumes it.
        """
        settings = replace(self.settings, mode="specialised")
        engine = self.backend.engine(self.data.train, self.data.test, settings)
        seed = _seed(self.seed, architecture.hash)
        return engine.train(architecture, seed=seed, on_epoch=on_epoch, resume=resume)

    def probe(self, network: Runnable, mode: str) -> Probe:
        """How long a program of a network takes to compile, and each step with it, in a mode."""
        batch = min(self.settings.batch, len(self._train.y))
        images = Images(self._train.x[: PROBED * batch], self._train.y[: PROBED * batch])
        held_out = Images(images.x[:batch], images.y[:batch])
        settings = replace(self.settings, epochs=1, mode=mode)
        engine = self.backend.engine(images, held_out, settings)

        def result() -> Result:
            if mode != "together":
                return engine.train(network, seed=0)
            first, *_ = engine.train_together([network] * TOGETHER, seeds=range(TOGETHER))
            if isinstance(first, EvaluationFailed):
                raise first
            return first

        compiled = result().compile_seconds * (TOGETHER if mode == "together" else 1)
        return Probe(compiled, result().train_seconds / max(1, len(images.y) // batch))

    def check(self, network: Runnable) -> None:
        """See that a network can be trained, as far as is known before it is compiled.

        Raises:
            EvaluationFailed: the memory does not suffice.
            BackendError: an operation without a rule.
        """
        self._engine(on_test=False).check(network)

    def _engine(self, on_test: bool) -> Engine:
        if on_test not in self._engines:
            held_out = self.data.test if on_test else self._held_out
            settings = replace(self.settings, mode=self.mode)
            self._engines[on_test] = self.backend.engine(self._train, held_out, settings)
        return self._engines[on_test]

    def details(self) -> dict[str, object]:
        """What a result depends on, beside the network."""
        split = {"validation": self.split.validation, "images": len(self._train.y)}
        return {**self.whole_details(), **split}

    def whole_details(self) -> dict[str, object]:
        """What a result on all training images depends on, beside the network."""
        return {
            "data": {"name": self.data.name, "sha256": _digest(self.data)},
            "train": asdict(self.settings),
            "backend": self.backend.versions(),
        }


def check_data(space: SearchSpace, data: Dataset) -> None:
    """Refuse a data set that the networks of a space cannot take.

    Raises:
        NasdslError: images or classes are not those of the spec.
    """
    state, classes = space.space.input, space.space.classes
    if data.shape != tuple(state):
        images = " x ".join(str(n) for n in data.shape)
        raise NasdslError(
            f"{space.name} takes images of {state}, and those of {data.name} are {images}",
            f"say 'input {images}' in the spec, or choose other data",
        )
    if classes is not None and data.classes > classes:
        raise NasdslError(
            f"{space.name} has {classes} classes, and {data.name} has {data.classes}",
            f"say 'classes {data.classes}' in the spec, or choose other data",
        )


def check_objectives(settings: SearchSettings) -> None:
    """Refuse objectives that training does not measure, before anything is trained.

    Raises:
        NasdslError: it names the first of them.
    """
    known = ("error", *METRICS, *COSTS)
    for objective in settings.minimize:
        for name in objective.names:
            if name not in known:
                raise NasdslError(
                    f"the objective '{objective.text}' needs '{name}', which is not measured",
                    nearest(name, known) or f"known: {', '.join(known)}",
                )


def _seed(run: int, network: str) -> int:
    digest = hashlib.sha256(f"{run} {network}".encode()).digest()
    return int.from_bytes(digest[:4])


def _digest(data: Dataset) -> str:
    """What tells two data sets of one name apart."""
    digest = hashlib.sha256()
    for array in (*data.train, *data.test):
        digest.update(f"{array.dtype} {array.shape}".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()


def _metrics(result: Result) -> dict[str, float]:
    last = result.epochs[-1]
    return {"accuracy": last.accuracy, "loss": last.held_out_loss}
