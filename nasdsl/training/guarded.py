"""Backends of other distributions, whose failures are told with the method that fails.

A backend raises errors of nasdsl (`nasdsl.backend`). Any other exception of it is its own fault,
and so is a result of another kind than its contract has: both become errors that name the method.
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
from nasdsl.util.arguments import checked, checked_items

CONTRACT = "nasdsl.backend says what it gives"


def guarded_backend(name: str) -> Backend:
    """The backend of this name, which raises errors of nasdsl alone.

    Raises:
        BackendError: there is none, or the framework that it needs is not installed.
    """
    return GuardedBackend(name, backend.load_backend(name))


@dataclass(frozen=True, slots=True)
class GuardedBackend:
    """A backend that raises errors of nasdsl alone, and gives what its contract has."""

    name: str
    backend: Backend

    def modes(self) -> Sequence[Mode]:
        """See `nasdsl.backend.Backend`."""
        with _failures_named(whose := _whose(self, "modes")):
            modes = self.backend.modes()
        if not (listed := checked_items(modes, Mode, f"{whose} gives a list of Mode", CONTRACT)):
            raise BackendError(f"{whose} gives none", CONTRACT)
        return listed

    def choose(self, workload: Workload) -> Mode:
        """See `nasdsl.backend.Backend`."""
        with _failures_named(whose := _whose(self, "choose")):
            mode = self.backend.choose(workload)
        return checked(mode, Mode, f"{whose} gives a Mode", CONTRACT)

    def compile(self, architecture: Architecture, *, seed: int = 0) -> Any:
        """See `nasdsl.backend.Backend`."""
        with _failures_named(_whose(self, "compile")):
            return self.backend.compile(architecture, seed=seed)

    def engine(self, data: DataSplit, settings: TrainSettings) -> Engine:
        """See `nasdsl.backend.Backend`."""
        with _failures_named(_whose(self, "engine")):
            return GuardedEngine(self.name, self.backend.engine(data, settings))

    def versions(self) -> dict[str, str]:
        """See `nasdsl.backend.Backend`."""
        with _failures_named(whose := _whose(self, "versions")):
            versions = self.backend.versions()
        texts = f"{whose} gives texts by name"
        by_name = cast("dict[object, object]", checked(versions, dict, texts, CONTRACT))
        checked_items([*by_name, *by_name.values()], str, texts, CONTRACT)
        return versions


@dataclass(frozen=True, slots=True)
class GuardedEngine:
    """An engine that raises errors of nasdsl alone, and gives what its contract has.

    A lack of memory and a failure of arithmetic are the outcome of a network.
    """

    name: str
    engine: Engine

    def check(self, network: Runnable) -> None:
        """See `nasdsl.backend.Engine`."""
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
        """See `nasdsl.backend.Engine`."""
        whose = _whose(self, "train")
        listener = on_epoch and _Listener(on_epoch, whose)
        with _failures_named(whose, outcomes=True, but=listener.raised if listener else []):
            result = self.engine.train(network, seed=seed, on_epoch=listener, resume=resume)
        return checked(result, Result, f"{whose} gives a Result", CONTRACT)

    def train_together(
        self, networks: Sequence[Runnable], *, seeds: Sequence[int]
    ) -> list[Result | EvaluationFailed]:
        """See `nasdsl.backend.Engine`."""
        with _failures_named(whose := _whose(self, "train_together"), outcomes=True):
            results = self.engine.train_together(networks, seeds=seeds)
        kinds, what = (Result, EvaluationFailed), f"{whose} gives a list of Result"
        if len(listed := checked_items(results, kinds, what, CONTRACT)) != len(networks):
            raise BackendError(f"{whose} gives {len(listed)} of {len(networks)}", CONTRACT)
        return listed

    def test(self, network: Runnable, weights: Weights) -> Score:
        """See `nasdsl.backend.Engine`."""
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
