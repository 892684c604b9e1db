"""The contract between nasdsl and whatever builds and trains networks.

A backend is found by its entry point in the group `nasdsl.backends`, sees only this module,
`nasdsl.train_settings` and `nasdsl.program`, and is imported when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from nasdsl.errors import BackendError, Diagnostic, NasdslError, PlacedError, nearest
from nasdsl.plugins import PluginGroup
from nasdsl.train_settings import AUTO, TrainSettings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from nasdsl.program.architecture import Architecture, Runnable
    from nasdsl.program.graph import Apply

BACKENDS = PluginGroup("nasdsl.backends", "backend", BackendError)


class EvaluationFailed(NasdslError):
    """A network that could not be built or trained: an outcome of a search, not its end."""


class NoRule(PlacedError, BackendError):
    """An operation of a network for which a backend has no rule, at its place in the spec."""


def no_rule(backend: str, step: Apply, help: str | None) -> BackendError:
    """What to raise for an operation that a backend has no rule for."""
    message = f"the {backend} backend has no rule for '{step.op}', used at {step.path}"
    if step.span is None:
        return BackendError(message, help)
    return NoRule(Diagnostic("E802", step.span, message, help))


class Images(NamedTuple):
    """Labelled images.

    `x` is n x height x width x channels, uint8 (0..255) or float32; `y` is n int32.
    """

    x: NDArray[Any]
    y: NDArray[np.int32]


class DataSplit(NamedTuple):
    """The images of an experiment: to learn from, to measure on after each epoch, to test on."""

    train: Images
    held_out: Images
    test: Images


Weights = Mapping[str, "NDArray[np.float32]"]
"""The arrays of a trained network, running statistics included, by `path/name`: the path of an
operation in the network's own program, and what the array is there."""


@dataclass(frozen=True, slots=True)
class Mode:
    """A way in which a backend trains the networks of a search.

    Args:
        name: what `train { mode }` calls it.
        description: what it does, in a line.
        shared: whether one program trains all networks of a shape key, their decisions being data
            to it; else each network has its own.
        width: how many networks are trained at once.
    """

    name: str
    description: str
    shared: bool = False
    width: int = 1


@dataclass(frozen=True, slots=True)
class Workload:
    """What a search is to train, counted.

    Args:
        networks: how many, at most.
        keys: how many shape keys they have, at most.
        steps: of one training.
        batch: images a step.
        samples: networks of the space, each as the program of its shape key computes it.
    """

    networks: int
    keys: int
    steps: int
    batch: int
    samples: tuple[Runnable, ...]


class Epoch(NamedTuple):
    """One epoch: mean training loss, and accuracy (0..1) and loss on the held-out images."""

    loss: float
    accuracy: float
    held_out_loss: float


class Score(NamedTuple):
    """Accuracy (0..1) and loss of a trained network on some images."""

    accuracy: float
    loss: float


class Result(NamedTuple):
    """A training.

    Args:
        epochs: what each came to.
        compile_seconds: that compiling took.
        train_seconds: that training took.
        weights: what the network came to.
    """

    epochs: tuple[Epoch, ...]
    compile_seconds: float
    train_seconds: float
    weights: Weights


class Checkpoint(NamedTuple):
    """A training after some of its epochs: what they came to, and its state in the engine's form.

    The state is as safe to read as any other data: nothing in it is executed.
    """

    epochs: tuple[Epoch, ...]
    state: bytes


OnEpoch = Callable[[Epoch, Callable[[], Checkpoint]], None]
"""Told of an epoch, and given what makes the checkpoint after it, for as long as the call lasts."""


class Engine(Protocol):
    """Trains networks on one set of images, and keeps what it has compiled."""

    def check(self, network: Runnable) -> None:
        """See that a network can be trained, as far as is known before it is compiled.

        Raises:
            EvaluationFailed: the memory does not suffice.
            BackendError: images that this network cannot take, or an operation without a rule.
        """
        ...

    def train(
        self,
        network: Runnable,
        *,
        seed: int,
        on_epoch: OnEpoch | None = None,
        resume: Checkpoint | None = None,
    ) -> Result:
        """Train a network; a seed has one result, from its checkpoints as from the start.

        In all modes the same numbers are drawn, so that their results agree up to rounding.

        Args:
            network: its program and what the open decisions of that come to.
            seed: of the parameters, the order of the images, and what is dropped.
            on_epoch: called after each epoch; without it the training is a single call.
            resume: where an `on_epoch` of the same training, in any process, had come to.

        Raises:
            EvaluationFailed: the loss is not finite, or the network cannot be built or does not fit
                into the memory.
            BackendError: images that this network cannot take, an operation without a rule, or a
                checkpoint of another training.
        """
        ...

    def train_together(
        self, networks: Sequence[Runnable], *, seeds: Sequence[int]
    ) -> list[Result | EvaluationFailed]:
        """Train networks that one program computes at once; what each comes to, as by `train`.

        Args:
            networks: as many as the mode's `width`, or fewer.
            seeds: of each network.

        Raises:
            EvaluationFailed: they do not fit into the memory.
            BackendError: as `train`.
        """
        ...

    def test(self, network: Runnable, weights: Weights) -> Score:
        """Measure a trained network on the test images.

        Args:
            network: as `train` was given it, here or in another process.
            weights: as a `Result` of it has them.

        Raises:
            EvaluationFailed: it does not fit into the memory.
            BackendError: the weights are of another network.
        """
        ...


class Backend(Protocol):
    """What a backend offers."""

    def modes(self) -> Sequence[Mode]:
        """How it can train networks; by the first each has a program of its own."""
        ...

    def choose(self, workload: Workload) -> Mode:
        """What `auto` is for a search whose networks can share programs.

        It follows from what is counted and from the kind of the device, so that a search is the
        same one wherever, and beside whatever other work, it runs.
        """
        ...

    def compile(self, architecture: Architecture, *, seed: int = 0) -> Any:
        """A model in the framework's own form, with parameters drawn from `seed`."""
        ...

    def engine(self, data: DataSplit, settings: TrainSettings) -> Engine:
        """What trains networks on these images.

        Raises:
            BackendError: settings that this backend does not know. The mode `auto` is the first.
        """
        ...

    def versions(self) -> dict[str, str]:
        """The versions and the device that a result may depend on."""
        ...


def backend_names() -> tuple[str, ...]:
    """The installed backends."""
    return BACKENDS.names()


def load_backend(name: str) -> Backend:
    """The backend called `name`.

    Raises:
        BackendError: there is none, or the framework that it needs is not installed.
    """
    return BACKENDS.load(name)


def mode(backend: Backend, name: str) -> Mode:
    """The mode of a backend called `name`.

    Raises:
        BackendError: there is none.
    """
    modes = {each.name: each for each in backend.modes()}
    if name not in modes:
        known = ", ".join([AUTO, *modes])
        raise BackendError(
            f"there is no mode '{name}' of training", nearest(name, modes) or f"known: {known}"
        )
    return modes[name]
