"""A search whose networks are evaluated by training.

Everything that the result depends on is decided here, so that the Python interface and the command
line make the same run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nasdsl.backend import Backend, Mode, mode
from nasdsl.data import Dataset
from nasdsl.experiment.model import SearchSettings
from nasdsl.exploration import Batched, Progress, SearchResult, finish, resuming, run_search
from nasdsl.exploration.problem import no_key
from nasdsl.exploration.run_folder import check_place
from nasdsl.exploration.settings import resolve_settings
from nasdsl.exploration.strategy import Maker
from nasdsl.exploration.weights import WeightsFolder
from nasdsl.program.architecture import Architecture
from nasdsl.searchspace import SearchSpace
from nasdsl.train_settings import AUTO
from nasdsl.training import modes
from nasdsl.training.metrics import chosen_metrics
from nasdsl.training.modes import ChosenMode
from nasdsl.training.setup import TrainingSetup
from nasdsl.training.trainer import Trainer, split


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """Where a search is stored, and what determines it besides the spec and the training.

    Args:
        run: the folder of the run.
        resume: whether the run exists and is to be resumed.
        settings: the settings of the search; if not given, those in the spec.
        strategy: a function that makes the strategy, in place of the one that the settings name.
        details: what the evaluation depends on besides the training, as JSON.
    """

    run: Path
    resume: bool = False
    settings: SearchSettings | None = None
    strategy: Maker | None = None
    details: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class TrainedSearch:
    """A search whose networks are evaluated by training, ready to begin.

    Args:
        space: the space to search.
        plan: where the search is stored, and its settings.
        trainer: what trains the networks.
        weights: the folder with the weights of the networks on the front.
        reason: why this mode of training was chosen; empty if the spec or the run names it.
    """

    space: SearchSpace
    plan: SearchPlan
    trainer: Trainer
    weights: WeightsFolder
    reason: str = ""

    def search(self, on_event: Callable[[Progress], None]) -> SearchResult:
        """Run the search, or resume it.

        Args:
            on_event: called after each candidate.

        Raises:
            NasdslError: the networks cannot be trained, or the run cannot be written.
        """
        trainer = self.trainer
        if trainer.mode.shared:
            (network,) = modes.drawn(self.space, 1)
            trainer.check(network)
        key = self.space.shape_key if trainer.mode.shared else no_key

        def judged(progress: Progress) -> None:
            self.weights.judged(progress.last)
            on_event(progress)

        return run_search(
            self.space,
            Batched(trainer.evaluate_all, key, trainer.mode.width),
            settings=self.plan.settings,
            seed=trainer.seed,
            out=self.plan.run,
            resume=self.plan.resume,
            details=self._details(),
            strategy=self.plan.strategy,
            on_event=judged,
        )

    def test_front(self) -> SearchResult:
        """Measure each network of the front on the test images, once, and return the run.

        Raises:
            RunError: the run cannot be read or written.
        """
        finish(self.space, self.plan.run, self._test)
        return SearchResult.read(self.plan.run)

    def _details(self) -> dict[str, Any]:
        """All that an evaluation depends on, beside the network."""
        sizes = self.space.spec.input
        input_sizes = {"input": list(sizes)} if sizes else {}
        return {**self.trainer.details(), **input_sizes, **self.plan.details}

    def _test(self, network: Architecture) -> dict[str, float]:
        weights = self.weights.read(network.hash)
        if weights is None:
            weights = self.trainer.train(network).weights
            self.weights.write(network.hash, weights)
        return self.trainer.test(network, weights)


def prepared_search(space: SearchSpace, setup: TrainingSetup, plan: SearchPlan) -> TrainedSearch:
    """A search of a space by training, after all that can be checked before it begins is checked.

    Args:
        space: the space to search.
        setup: the backend, data and seed of the training.
        plan: where the search is stored, and its settings.

    Raises:
        NasdslError: backend, data, metrics or strategy cannot be had, or do not suit the space.
        RunError: the run's folder cannot be used.
    """
    if not plan.resume:
        check_place(plan.run)
    settings = resolve_settings(space, plan.settings or space.search, plan.strategy)
    metrics = chosen_metrics(settings)
    space.check_bounds()
    weights = WeightsFolder(plan.run)
    trains, data = setup.loaded(space)
    choice = _choice(space, trains, data, setup.seed, plan)
    trainer = Trainer(
        space, trains, data, choice.mode, setup.seed, keep=weights.hold, metrics=metrics
    )
    return TrainedSearch(space, plan, trainer, weights, choice.reason)


def _choice(
    space: SearchSpace, backend: Backend, data: Dataset, seed: int, plan: SearchPlan
) -> ChosenMode:
    """How networks are trained; as those of the run that is resumed, if there is one."""
    recorded = _recorded(space, backend, plan.run) if plan.resume else None
    if recorded is not None:
        return ChosenMode(recorded)
    images = len(split(data, space.experiment.data, seed).train.y)
    return modes.decide(space, backend, images, plan.settings or space.search)


def _recorded(space: SearchSpace, backend: Backend, run: Path) -> Mode | None:
    """What `auto` was for a run; None where a mode is asked for, or the run does not tell."""
    recorded = resuming.detail(run, "train.mode") or AUTO
    open_ = space.experiment.train.mode == AUTO != recorded
    return mode(backend.modes(), recorded) if open_ else None
