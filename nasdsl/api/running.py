"""Trainings and searches in Python, and the runs that they keep."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nasdsl.errors import NasdslError
from nasdsl.experiment.model import SearchSettings
from nasdsl.experiment.overrides import NOTHING, Overrides
from nasdsl.searchspace import LOAD, SearchSpace
from nasdsl.util.arguments import checked, checked_call, seed_number, whole_number

if TYPE_CHECKING:
    from nasdsl.backend import Epoch, Result
    from nasdsl.data import Dataset
    from nasdsl.exploration import Batched, Maker, Progress, Run, SearchResult
    from nasdsl.exploration.checkpoint import Retrained
    from nasdsl.exploration.problem import Evaluate
    from nasdsl.genome.encoding import Vector
    from nasdsl.ops import Op
    from nasdsl.program.architecture import Architecture
    from nasdsl.util.arguments import Seed

REPLACE = "dataclasses.replace(space.search, population=20) is another setting"


@dataclass(frozen=True, slots=True)
class Trained:
    """A network that was trained.

    Args:
        network: which.
        result: what its epochs came to on images held out of the training set, and its weights.
        test: its accuracy (0..1) and loss on the test images.
    """

    network: Architecture
    result: Result
    test: Mapping[str, float]


def train(
    space: SearchSpace,
    genotype: int | Vector,
    data: Dataset | str | Path | None = None,
    *,
    backend: str = "flax",
    seed: Seed = 0,
    on_epoch: Callable[[Epoch], None] = lambda _: None,
) -> Trained:
    """Train one network as the spec says, and measure it on the test images.

    Args:
        space: of the network.
        genotype: the network's, or its index.
        data: a data set, its name or its path; that which the spec names if not given.
        backend: what builds and trains it.
        seed: of the images that are held out, and of the training; as `SearchSpace.sample` has it.
        on_epoch: called after each epoch, which is measured on the images held out; what it raises
            ends the training.

    Raises:
        GenomeError: the genotype is not of this space.
        EvaluationFailed: the network cannot be trained.
        NasdslError: the backend or the data cannot be had, or do not suit the space.
    """
    from nasdsl.training.setup import TrainingSetup

    checked(space, SearchSpace, "what is trained is a network of a space", LOAD)
    chosen = space.unrank(int(genotype)) if isinstance(genotype, int | Integral) else genotype
    network = space.decode(chosen)
    checked_call(on_epoch, "on_epoch")
    trainer = TrainingSetup(data, backend, seed_number(seed)).trainer(space)
    result = trainer.train(network, on_epoch=lambda epoch, _: on_epoch(epoch))
    return Trained(network, result, trainer.test(network, result.weights))


def search(
    space: SearchSpace,
    evaluate: Evaluate | Batched | None = None,
    *,
    data: Dataset | str | Path | None = None,
    backend: str = "flax",
    settings: SearchSettings | None = None,
    strategy: str | Maker | None = None,
    seed: Seed = 0,
    out: str | Path | None = None,
    resume: bool | str | Path = False,
    details: Mapping[str, Any] | None = None,
    on_event: Callable[[Progress], None] = lambda _: None,
) -> SearchResult:
    """Search a space for the networks that minimise the objectives.

    Networks are trained on data, and those of the front are measured on the test images at the
    end; or a function says what each is worth.

    Args:
        space: what to search.
        evaluate: from an architecture to named numbers, or from several at once; each network is
            evaluated once. EvaluationFailed, a lack of memory, arithmetic failure and numbers that
            are not finite are outcomes; any other exception ends the search, which can then be
            resumed.
        data: what to train networks on, where nothing evaluates them: a data set, its name or its
            path; that which the spec names if not given.
        backend: what builds and trains them.
        settings: how to search, the spec's own if not given.
        strategy: its name, in place of that of the settings; or what makes one from the space, the
            settings and a source of randomness. The run keeps its module, name and source.
        seed: of all randomness of the search: a whole number, or what draws one, as
            `SearchSpace.sample` has it. The run keeps the number.
        out: the run folder; if not given, the search is kept in memory.
        resume: whether to continue the run in `out`, or the folder of the run to continue. It must
            have been made with all the same, or with fewer generations.
        details: what the evaluation depends on, as JSON: kept in the run, and compared on resume.
            If not given, that is the function: its module, its name and its source. With data, all
            that training depends on is known, and these are further ones.
        on_event: called after each candidate, when it is recorded; what it raises ends the search,
            which can then be resumed.

    Raises:
        NasdslError: settings that cannot run, an objective of metrics that nobody measures, or a
            backend or data that cannot be had, or do not suit the space.
        RunError: the run folder cannot be used, or holds another run.
    """
    from nasdsl.exploration import run_search, search_arguments

    checked(space, SearchSpace, "what is searched is a space", LOAD)
    search_arguments.check_evaluation(evaluate)
    search_arguments.check_strategy(strategy)
    search_arguments.check_details(details)
    checked_call(on_event, "on_event")
    if settings is not None:
        checked(settings, SearchSettings, "settings are a nasdsl.SearchSettings", REPLACE)
    seed = seed_number(seed)
    if evaluate is not None and data is not None:
        raise NasdslError("networks are evaluated by a function or trained on data, not both")
    folder, resumed = search_arguments.run_place(out, resume)
    if isinstance(strategy, str):
        settings, strategy = replace(settings or space.search, strategy=strategy), None
    for warning in space.bound_warnings:
        warnings.warn(warning.render(), stacklevel=2)
    if evaluate is not None:
        return run_search(
            space,
            evaluate,
            settings=settings,
            seed=seed,
            out=folder,
            resume=resumed,
            details=details,
            strategy=strategy,
            on_event=on_event,
        )
    from nasdsl.training.searching import SearchPlan, prepared_search
    from nasdsl.training.setup import TrainingSetup

    with search_arguments.run_folder(folder) as kept_in:
        plan = SearchPlan(kept_in, resumed, settings, strategy, details or {})
        prepared = prepared_search(space, TrainingSetup(data, backend, seed), plan)
        prepared.search(on_event)
        result = prepared.test_front()
    return result if folder is not None else replace(result, folder=None)


def retrain(
    run: Run | str | Path,
    index: int | None = None,
    *,
    data: Dataset | str | Path | None = None,
    backend: str = "flax",
    seed: Seed = 0,
    overrides: Overrides = NOTHING,
    input: Sequence[int] | None = None,
    operations: Iterable[Op] = (),
    on_epoch: Callable[[Epoch], None] = lambda _: None,
) -> Retrained:
    """Train a network of a run's front at full length, or go on with that.

    It is trained on all training images, none of them held out, measured on the test images, and
    kept in the run's folder after each epoch.

    Args:
        run: the run, or its folder.
        index: the network's; else that with the least error is taken.
        data: what to train on, as in `search`; that of the search if not given.
        backend: what builds and trains it.
        seed: of the training, as `SearchSpace.sample` has it.
        overrides: settings that go before those of the run's spec, as in `load`; what the search
            was given is to be given again.
        input: height, width and channels of the input, in place of those of the search.
        operations: your own that the spec uses.
        on_epoch: called after each epoch that is trained here, when it is on the disk; what it
            raises ends the training, which another call continues.

    Raises:
        EvaluationFailed: the network cannot be trained.
        RunError: there is no such run or network, the folder has the network from a training with
            other settings, or cannot be written.
        NasdslError: the backend or the data cannot be had, or do not suit the space.
    """
    from nasdsl.training.retraining import prepared_retraining
    from nasdsl.training.setup import TrainingSetup

    checked_call(on_epoch, "on_epoch")
    if index is not None:
        index = whole_number(index, "an index")
    record = _opened(run)
    space = record.space(overrides, input, operations)
    setup = TrainingSetup(data, backend, seed_number(seed))
    return prepared_retraining(record, space, setup, index).train(on_epoch)


def report(run: Run | str | Path, operations: Iterable[Op] = ()) -> Path:
    """Write what a search found as a page, `report.html` in the run's folder.

    Args:
        run: the run, or its folder.
        operations: your own that the spec uses.

    Returns:
        The path of the page.

    Raises:
        RunError: there is no run, it is damaged or in memory alone, or the folder cannot be
            written.
    """
    from nasdsl.reporting import write_page

    record = _opened(run)
    return write_page(record, record.kept_in(), operations)


def open_run(path: str | Path) -> Run:
    """The run in a folder, finished or not, with all of its candidates.

    Raises:
        RunError: there is none, or it is damaged.
    """
    from nasdsl.exploration import Run

    return Run.read(path)


def _opened(run: Run | str | Path) -> Run:
    """A run, or that in a folder."""
    from nasdsl.exploration import Run

    if isinstance(run, str | Path):
        return open_run(run)
    return checked(run, Run, "a run is a nasdsl.Run or its folder", "nasdsl.open_run('run'), say")
