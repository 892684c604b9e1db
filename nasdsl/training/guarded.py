"""Wraps backends of other packages, so that their failures are reported with the method that fails.

A backend raises errors of nasdsl (`nasdsl.backend`). Any other exception of it is its own fault,
and so is a result of another type than its interface states: both become errors that name the
method.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from nasdsl import backend
from nasdsl.backend import (
    Backend,
    Checkpoint,
    DataSplit,
    Engine,
    Epoch,
    EvaluationFailed,
    Mode,
    OnEpoch,
    Result,
    Score,
    Weights,
    Workload,
)
from nasdsl.errors import BackendError, NasdslError, failure
from nasdsl.exploration.problem import is_outcome
from nasdsl.program.architecture import Architecture, Runnable
from nasdsl.train_settings import TrainSettings
from nasdsl.util.arguments import checked, checked_items, shown_value

CONTRACT = "nasdsl.backend says what it gives"
METHODS = ("modes", "choose", "compile", "engine", "versions")
ENGINE_METHODS = ("check", "train", "train_together", "test")


def guarded_backend(name: str) -> Backend:
    """The backend of this name, wrapped so that it raises errors of nasdsl alone.

    Raises:
        BackendError: no backend has this name, or the framework that it needs is not installed.
    """
    loaded = backend.load_backend(name)
    _check_methods(f"the installed backend '{name}'", loaded, METHODS)
    return GuardedBackend(name, loaded)


def _check_methods(whose: str, made: object, methods: Sequence[str]) -> None:
    """Refuse what is no backend or engine: a class, say, or an object without its methods."""
    if isinstance(made, type):
        raise BackendError(f"{whose} is the class {made.__name__}", "give an object of the class")
    for method in methods:
        if not callable(getattr(made, method, None)):
            fact = f"{whose} is {shown_value(made)}, without the method '{method}'"
            raise BackendError(fact, CONTRACT)


@dataclass(frozen=True, slots=True)
class GuardedBackend:
    """A backend, wrapped: it raises errors of nasdsl alone, and its results are of the right types.

    Args:
        name: the backend's name, for messages.
        backend: the backend that is wrapped.
    """

    name: str
    backend: Backend

    def modes(self) -> Sequence[Mode]:
        """The ways in which the wrapped backend trains networks."""
        with _failures_named(whose := _whose(self, "modes")):
            modes = self.backend.modes()
        if not (listed := checked_items(modes, Mode, f"{whose} gives a list of Mode", CONTRACT)):
            raise BackendError(f"{whose} gives none", CONTRACT)
        return listed

    def choose(self, workload: Workload) -> Mode:
        """The mode that the wrapped backend chooses for a search of this size."""
        with _failures_named(whose := _whose(self, "choose")):
            mode = self.backend.choose(workload)
        return checked(mode, Mode, f"{whose} gives a Mode", CONTRACT)

    def compile(self, architecture: Architecture, *, seed: int = 0) -> Any:
        """A network as a model of the wrapped backend's framework.

        Args:
            architecture: the network.
            seed: the number, from 0, that determines the parameters.
        """
        with _failures_named(_whose(self, "compile")):
            return self.backend.compile(architecture, seed=seed)

    def engine(self, data: DataSplit, settings: TrainSettings) -> Engine:
        """An engine that trains networks: that of the wrapped backend, itself wrapped.

        Args:
            data: the images to train on, to measure epochs on, and to test on.
            settings: how to train.
        """
        with _failures_named(whose := _whose(self, "engine")):
            engine = self.backend.engine(data, settings)
        _check_methods(f"what {whose} gives", engine, ENGINE_METHODS)
        return GuardedEngine(self.name, engine)

    def versions(self) -> dict[str, str]:
        """The versions, by name, of packages and device on which the backend's results depend."""
        with _failures_named(whose := _whose(self, "versions")):
            versions = self.backend.versions()
        texts = f"{whose} gives texts by name"
        by_name = cast("dict[object, object]", checked(versions, dict, texts, CONTRACT))
        checked_items([*by_name, *by_name.values()], str, texts, CONTRACT)
        return versions


@dataclass(frozen=True, slots=True)
class GuardedEngine:
    """An engine, wrapped: it raises errors of nasdsl alone, and its results are of the right types.

    A lack of memory and a failure of arithmetic become EvaluationFailed: the outcome of a network.

    Args:
        name: the name of the engine's backend, for messages.
        engine: the engine that is wrapped.
    """

    name: str
    engine: Engine

    def check(self, network: Runnable) -> None:
        """Check that a network can be trained, as far as the wrapped engine knows beforehand.

        Raises:
            EvaluationFailed: it cannot, as where memory or arithmetic does not suffice.
            BackendError: the engine's method raised another error, which the message names.
        """
        with _failures_named(_whose(self, "check"), outcomes=True):
            self.engine.check(network)

    def train(
        self,
        network: Runnable,
        *,
        seed: int,
        on_epoch: OnEpoch | None = None,
        resume: Checkpoint | None = None,
    ) -> Result:
        """Train a network with the wrapped engine.

        Args:
            network: the network, in the program that computes it.
            seed: the number, from 0, that determines all randomness of the training.
            on_epoch: called after each epoch with its results, and with a function that gives the
                checkpoint after it; what `on_epoch` raises is passed on as it is.
            resume: the checkpoint at which to go on with an interrupted training.
        """
        whose = _whose(self, "train")
        listener = on_epoch and _Listener(on_epoch, whose)
        with _failures_named(whose, outcomes=True, but=listener.raised if listener else []):
            result = self.engine.train(network, seed=seed, on_epoch=listener, resume=resume)
        return checked(result, Result, f"{whose} gives a Result", CONTRACT)

    def train_together(
        self, networks: Sequence[Runnable], *, seeds: Sequence[int]
    ) -> list[Result | EvaluationFailed]:
        """Train networks at once with the wrapped engine: for each a result, or why it failed.

        Args:
            networks: the networks, in one program that computes all of them.
            seeds: for each network, the number that determines all randomness of its training.

        Raises:
            EvaluationFailed: the networks do not fit into memory together.
            BackendError: the engine fails otherwise, or gives something else than it promises.
        """
        with _failures_named(whose := _whose(self, "train_together"), outcomes=True):
            results = self.engine.train_together(networks, seeds=seeds)
        kinds, what = (Result, EvaluationFailed), f"{whose} gives a list of Result"
        if len(listed := checked_items(results, kinds, what, CONTRACT)) != len(networks):
            raise BackendError(f"{whose} gives {len(listed)} of {len(networks)}", CONTRACT)
        return listed

    def test(self, network: Runnable, weights: Weights) -> Score:
        """Accuracy and loss of a trained network on the test images, by the wrapped engine.

        Args:
            network: the program that computes the network, and the values of its open decisions.
            weights: its trained arrays by name.
        """
        with _failures_named(whose := _whose(self, "test"), outcomes=True):
            score = self.engine.test(network, weights)
        return checked(score, Score, f"{whose} gives a Score", CONTRACT)


@dataclass(frozen=True, slots=True)
class _Listener:
    """What is called after an epoch; what it raises is no failure of the engine."""

    on_epoch: OnEpoch
    whose: str
    raised: list[Exception] = field(default_factory=list[Exception])

    def __call__(self, epoch: Epoch, checkpoint: Callable[[], Checkpoint]) -> None:
        def made() -> Checkpoint:
            with _failures_named(f"a checkpoint in {self.whose}"):
                return checkpoint()

        try:
            self.on_epoch(epoch, made)
        except Exception as error:
            self.raised.append(error)
            raise


def _whose(guarded: GuardedBackend | GuardedEngine, method: str) -> str:
    return f"'{method}' of the backend '{guarded.name}'"


@contextmanager
def _failures_named(
    whose: str, outcomes: bool = False, but: Sequence[Exception] = ()
) -> Generator[None]:
    """Exceptions as errors that name a method.

    Args:
        whose: the method.
        outcomes: whether some are the outcome of one network.
        but: exceptions that are others' than the method's.
    """
    try:
        yield
    except NasdslError:
        raise
    except Exception as error:  # whatever a backend does
        if error in but:
            raise
        kind = EvaluationFailed if outcomes and is_outcome(error) else BackendError
        raise kind(failure(whose, error)) from error
