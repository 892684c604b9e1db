"""The interface of backends, which build and train networks.

A backend is found by its entry point in the group `nasdsl.backends`, imports only this module,
`nasdsl.train_settings` and `nasdsl.program`, and is imported when it is first needed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from nasdsl.errors import BackendError, Diagnostic, NasdslError, PlacedError, failure, nearest
from nasdsl.plugins import PluginGroup
from nasdsl.train_settings import AUTO, TrainSettings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from nasdsl.program.architecture import Architecture, Runnable
    from nasdsl.program.graph import Apply

Rule = TypeVar("Rule")

BACKENDS = PluginGroup("nasdsl.backends", "backend", BackendError)


class EvaluationFailed(NasdslError):
    """A network that could not be built or trained.

    A search records it for that network and goes on.

    Args:
        message: why, as a sentence without a full stop.
        help: how to mend it, if that is known.
    """

    def __init__(self, message: str = "no reason was given", help: str | None = None) -> None:
        super().__init__(message, help)


class NoRule(PlacedError, BackendError):
    """A backend has no rule for an operation; the error shows where the spec uses the operation."""


def rule_for(backend: str, step: Apply, table: Mapping[str, Rule]) -> Rule:
    """The rule by which a backend computes an operation.

    A user's own operation brings its rules with it; that for this backend is made by a call.

    Args:
        backend: the backend's name.
        step: the operation, as it stands in a program.
        table: the backend's own rules, by the names of operations and merges.

    Raises:
        BackendError: the backend has no rule for the operation, and the message says where the spec
            uses it; or the user's function that makes the rule fails.
    """
    if step.added is None and step.op in table:
        return table[step.op]
    if step.added is None:
        raise _no_rule(backend, step, nearest(step.op, table))
    if backend not in step.added.rules:
        raise _no_rule(backend, step, f"add one: rules={{'{backend}': ...}}")
    try:
        return step.added.rules[backend]()
    except NasdslError:
        raise
    except Exception as error:  # whatever a user's function does
        whose = f"the rule for '{backend}' of the operation '{step.op}'"
        raise BackendError(failure(whose, error)) from error


def _no_rule(backend: str, step: Apply, help: str | None) -> BackendError:
    message = f"the {backend} backend has no rule for '{step.op}', used at {step.path}"
    if step.span is None:
        return BackendError(message, help)
    return NoRule(Diagnostic("E802", step.span, message, help))


class Images(NamedTuple):
    """Labelled images.

    `x` holds n images as an array n x height x width x channels, uint8 (0..255) or float32; `y`
    holds their n labels, int32.
    """

    x: NDArray[Any]
    y: NDArray[np.int32]


class DataSplit(NamedTuple):
    """The images of one data set, divided.

    Args:
        train: images to train on.
        held_out: images to measure each epoch.
        test: images for the test.
    """

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
        name: as `train { mode = ... }` names it.
        description: what it does, in a line.
        shared: whether one program trains all networks of a shape key, with their decisions as
            inputs of that program; else a program is compiled for each network.
        width: how many networks are trained at once.
    """

    name: str
    description: str
    shared: bool = False
    width: int = 1


@dataclass(frozen=True, slots=True)
class Workload:
    """The size of a search, from which a backend chooses a mode.

    Args:
        networks: how many networks are trained, at most.
        keys: how many shape keys these networks have, at most.
        steps: how many batches one network is trained on.
        batch: images in a batch.
        samples: some networks of the space, each as the supernet of its shape key with its
            decisions.
    """

    networks: int
    keys: int
    steps: int
    batch: int
    samples: tuple[Runnable, ...]


class Epoch(NamedTuple):
    """The results of one epoch of a training.

    Args:
        loss: the mean loss of the training steps.
        accuracy: the accuracy on the held-out images, 0 to 1.
        held_out_loss: the mean loss on the held-out images.
    """

    loss: float
    accuracy: float
    held_out_loss: float


class Score(NamedTuple):
    """The results of a trained network on some images.

    Args:
        accuracy: the share of images that are classified correctly, 0 to 1.
        loss: the mean loss.
    """

    accuracy: float
    loss: float


class Result(NamedTuple):
    """What the training of a network gave.

    Args:
        epochs: loss and accuracy of each epoch.
        compile_seconds: time spent compiling.
        train_seconds: time spent training.
        weights: the trained parameters and running statistics.
    """

    epochs: tuple[Epoch, ...]
    compile_seconds: float
    train_seconds: float
    weights: Weights

    def __repr__(self) -> str:
        """How many epochs there were, what the last one came to, and how many arrays there are."""
        last = self.epochs[-1] if self.epochs else "none"
        epochs, arrays = len(self.epochs), len(self.weights)
        return f"<{type(self).__name__}: {epochs} epochs, the last {last}, {arrays} arrays>"


class Checkpoint(NamedTuple):
    """A training after some of its epochs, from which it can go on.

    Args:
        epochs: the results of these epochs.
        state: the state of the training, in a form of the engine's own; reading it executes
            nothing.
    """

    epochs: tuple[Epoch, ...]
    state: bytes


OnEpoch = Callable[[Epoch, Callable[[], Checkpoint]], None]
"""Told of an epoch, and given what makes the checkpoint after it, for as long as the call lasts."""


class Engine(Protocol):
    """Trains networks on one set of images; compiled programs are reused for later networks."""

    def check(self, network: Runnable) -> None:
        """Check that a network can be trained, as far as that is known before compiling.

        Raises:
            EvaluationFailed: the memory does not suffice.
            BackendError: the network cannot take images of this size, or an operation has no rule.
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
        """Train a network; the result depends on the seed alone, also when a training is resumed.

        All modes draw the same random numbers, so their results agree up to rounding.

        Args:
            network: the program that computes the network, and the values of the program's open
                decisions.
            seed: of initial parameters, order of the images, and dropout.
            on_epoch: called after each epoch with its results and with a function that makes a
                checkpoint; without it, the framework may run all epochs in one call.
            resume: a checkpoint of the same training, perhaps made in another process; the training
                goes on after its last epoch.

        Raises:
            EvaluationFailed: the loss is not finite, or the network cannot be built or does not fit
                into the memory.
            BackendError: the network cannot take images of this size, an operation has no rule, or
                the checkpoint is of another training.
        """
        ...

    def train_together(
        self, networks: Sequence[Runnable], *, seeds: Sequence[int]
    ) -> list[Result | EvaluationFailed]:
        """Train several networks of one program at once.

        Each gets the result that `train` would give.

        Args:
            networks: as many as the mode's `width`, or fewer.
            seeds: one for each network, in the same order.

        Returns:
            For each network, in the same order, its result or why it failed.

        Raises:
            EvaluationFailed: the networks do not fit into the memory together.
            BackendError: the networks cannot take images of this size, or an operation has no rule.
        """
        ...

    def test(self, network: Runnable, weights: Weights) -> Score:
        """Measure a trained network on the test images.

        Args:
            network: the program and decisions with which it was trained, here or in another
                process.
            weights: from the `Result` of its training.

        Raises:
            EvaluationFailed: the network does not fit into the memory.
            BackendError: the weights are of another network.
        """
        ...


class Backend(Protocol):
    """Builds and trains networks in one framework."""

    def modes(self) -> Sequence[Mode]:
        """The ways in which this backend trains networks.

        In the first mode, each network has a program of its own.
        """
        ...

    def choose(self, workload: Workload) -> Mode:
        """The mode for `mode = auto`, asked only where several networks can share a program.

        The choice depends on counted work and on the kind of the device, not on clocks, so a search
        trains in the same mode on a busy machine, too.
        """
        ...

    def compile(self, architecture: Architecture, *, seed: int = 0) -> Any:
        """A network as a model of the backend's framework.

        Args:
            architecture: the network.
            seed: the number, from 0, that determines the initial parameters.
        """
        ...

    def engine(self, data: DataSplit, settings: TrainSettings) -> Engine:
        """An engine that trains networks on these images.

        Args:
            data: the images to train on, to measure epochs on, and to test on.
            settings: how to train; where their mode is `auto`, the first of `modes()` is used.

        Raises:
            BackendError: the backend does not support a setting.
        """
        ...

    def versions(self) -> dict[str, str]:
        """Names and versions of the packages and the device on which results may depend."""
        ...


def backend_names() -> tuple[str, ...]:
    """The names of the installed backends, sorted."""
    return BACKENDS.names()


def load_backend(name: str) -> Backend:
    """The backend of this name, imported.

    Raises:
        BackendError: no backend has this name, or the framework that it needs is not installed.
    """
    return BACKENDS.load(name)


def mode(modes: Sequence[Mode], name: str) -> Mode:
    """The mode of this name among `modes`, those of a backend.

    Raises:
        BackendError: none of them has this name.
    """
    by_name = {mode.name: mode for mode in modes}
    if name not in by_name:
        known = ", ".join([AUTO, *by_name])
        raise BackendError(
            f"there is no mode '{name}' of training", nearest(name, by_name) or f"known: {known}"
        )
    return by_name[name]
