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
    """A network that could not be built or trained: an outcome of a search, not its end."""


class NoRule(PlacedError, BackendError):
    """An operation for which a backend has no rule, with its place in the spec."""


def rule_for(backend: str, step: Apply, table: Mapping[str, Rule]) -> Rule:
    """The rule by which a backend computes an operation: one of its own, or what a user added.

    Args:
        backend: its name.
        step: the operation.
        table: the backend's own rules, by the names of operations and merges.

    Raises:
        BackendError: there is none, and the message names the operation and its place in the spec;
            or what a user added fails.
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

    `x` is n x height x width x channels, uint8 (0..255) or float32; `y` is n int32.
    """

    x: NDArray[Any]
    y: NDArray[np.int32]


class DataSplit(NamedTuple):
    """The images of an experiment: for training, for validation after each epoch, for the test."""

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
        name: as `train { mode }` names it.
        description: what it does, in a line.
        shared: whether one program trains all networks of a shape key, their decisions being inputs
            of it; else each network has a program of its own.
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
        networks: how many are trained, at most.
        keys: how many shape keys they have, at most.
        steps: of training one network.
        batch: images in a step.
        samples: some networks of the space, as the supernets of their shape keys compute them.
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
    """The result of a training.

    Args:
        epochs: losses and accuracies of each epoch.
        compile_seconds: time spent compiling.
        train_seconds: time spent training.
        weights: the trained parameters and running statistics.
    """

    epochs: tuple[Epoch, ...]
    compile_seconds: float
    train_seconds: float
    weights: Weights


class Checkpoint(NamedTuple):
    """A training after some epochs: their results, and its state in the engine's own form.

    The state is as safe to read as any other data: nothing in it is executed.
    """

    epochs: tuple[Epoch, ...]
    state: bytes


OnEpoch = Callable[[Epoch, Callable[[], Checkpoint]], None]
"""Told of an epoch, and given what makes the checkpoint after it, for as long as the call lasts."""


class Engine(Protocol):
    """Trains networks on one set of images, and keeps compiled programs for the next networks."""

    def check(self, network: Runnable) -> None:
        """Check that a network can be trained, as far as is known before it is compiled.

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
        """Train a network; the result depends on the seed alone, resumed or not.

        In all modes the same random numbers are drawn, so that their results agree up to rounding.

        Args:
            network: the program that computes it, and the values of its open decisions.
            seed: of parameters, order of the images, and dropout.
            on_epoch: called after each epoch; without it the training is a single call.
            resume: a checkpoint that an earlier `on_epoch` of the same training was given, in any
                process.

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
        """Train networks of one program at once; each result is as by `train`.

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
            network: the one that was trained, here or in another process.
            weights: from the `Result` of its training.

        Raises:
            EvaluationFailed: it does not fit into the memory.
            BackendError: the weights are of another network.
        """
        ...


class Backend(Protocol):
    """Builds and trains networks in one framework."""

    def modes(self) -> Sequence[Mode]:
        """The ways in which it trains networks; in the first each has a program of its own."""
        ...

    def choose(self, workload: Workload) -> Mode:
        """The mode for `mode=auto`, if networks can share programs.

        It follows from counted work and from the kind of the device, so that a search trains in the
        same mode on a busy machine, too.
        """
        ...

    def compile(self, architecture: Architecture, *, seed: int = 0) -> Any:
        """A network as a model of the framework, with parameters drawn from `seed`."""
        ...

    def engine(self, data: DataSplit, settings: TrainSettings) -> Engine:
        """An engine that trains networks on these images.

        Raises:
            BackendError: settings that this backend does not know. The mode `auto` is the first.
        """
        ...

    def versions(self) -> dict[str, str]:
        """Versions of packages and the device, on which results may depend."""
        ...


def backend_names() -> tuple[str, ...]:
    """The names of the installed backends."""
    return BACKENDS.names()


def load_backend(name: str) -> Backend:
    """The backend of this name.

    Raises:
        BackendError: there is none, or the framework that it needs is not installed.
    """
    return BACKENDS.load(name)


def mode(modes: Sequence[Mode], name: str) -> Mode:
    """The mode of this name, of those of a backend.

    Raises:
        BackendError: there is none.
    """
    by_name = {mode.name: mode for mode in modes}
    if name not in by_name:
        known = ", ".join([AUTO, *by_name])
        raise BackendError(
            f"there is no mode '{name}' of training", nearest(name, by_name) or f"known: {known}"
        )
    return by_name[name]
