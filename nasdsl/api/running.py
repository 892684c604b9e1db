"""Functions that train networks and search spaces, and open the runs that searches write."""

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


@dataclass(frozen=True, slots=True, repr=False)
class Trained:
    """A network that was trained, with its results.

    Args:
        network: the network that was trained.
        result: per epoch the training loss, and accuracy and loss on held-out training images; and
            the trained weights.
        test: accuracy (0..1) and loss on the test images, after the last epoch.
    """

    network: Architecture
    result: Result
    test: Mapping[str, float]

    def __repr__(self) -> str:
        """The network's hash, how many epochs it was trained, and what the test came to."""
        tested = ", ".join(f"{name} {value:.4g}" for name, value in self.test.items())
        epochs = len(self.result.epochs)
        return f"<{type(self).__name__} {self.network.hash[:12]}: {epochs} epochs, test {tested}>"


def train(
    space: SearchSpace,
    genotype: int | Vector | None = None,
    data: Dataset | str | Path | None = None,
    *,
    backend: str = "flax",
    seed: Seed = 0,
    on_epoch: Callable[[Epoch], None] = lambda _: None,
) -> Trained:
    """Train one network as the spec's `train` section says, and measure it on the test images.

    Args:
        space: the search space to which the network belongs.
        genotype: the network's genotype, or the index of that genotype; it must be given.
        data: a data set, or its name or path; by default, the one that the spec names.
        backend: the name of the backend that builds and trains the network.
        seed: decides which training images are held out, the initial parameters, and the order of
            images: a whole number, or a random generator that draws one.
        on_epoch: called after each epoch with its results on the held-out images; an exception that
            it raises ends the training.

    Raises:
        GenomeError: the genotype is not of this space.
        EvaluationFailed: the network cannot be trained.
        NasdslError: the backend or the data cannot be loaded, or do not suit the space.
    """
    from nasdsl.training.setup import TrainingSetup

    checked(space, SearchSpace, "what is trained is a network of a space", LOAD)
    if genotype is None:
        raise NasdslError("say which network to train", "nasdsl.train(space, space.sample(0)), say")
    chosen = space.unrank(int(genotype)) if isinstance(genotype, int | Integral) else genotype
    network = space.decode(chosen)
    checked_call(on_epoch, "on_epoch", 1)
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

    Without `evaluate`, networks are trained on data, and those of the front are measured on the
    test images at the end.

    Args:
        space: the space to search.
        evaluate: a function from an architecture to its metrics, named numbers; or a `Batched`,
            which evaluates several at once. Each network is evaluated once. EvaluationFailed, a
            lack of memory, arithmetic failure and numbers that are not finite count as results of
            that network; any other exception ends the search, which can then be resumed.
        data: without `evaluate`, what networks are trained on: a data set, or its name or path; by
            default, the one that the spec names.
        backend: the name of the backend that builds and trains networks.
        settings: how to search; by default, as the spec's `search` section says.
        strategy: the name of a strategy, in place of that in the settings; or a function that makes
            one from the space, the settings and a random generator. The run records the function's
            module, name and source.
        seed: of all randomness of the search: a whole number, or a random generator that draws one.
            The run records the number.
        out: the run folder; if not given, the run stays in memory.
        resume: whether to continue the run in `out`, or the folder of the run to continue. Spec,
            settings, seed and details must be equal to those of that run; only generations may be
            more.
        details: whatever else the evaluation depends on, as JSON: recorded in the run, and compared
            on resume. By default the function's module, name and source; with data, what training
            depends on is recorded anyway.
        on_event: called after each candidate, once it is recorded; an exception that it raises ends
            the search, which can then be resumed.

    Raises:
        NasdslError: the settings cannot be run, an objective names a metric that nothing measures,
            or the backend or data cannot be loaded, or do not suit the space.
        RunError: the run folder cannot be used, or holds another run.
    """
    from nasdsl.exploration import run_search, search_arguments

    checked(space, SearchSpace, "what is searched is a space", LOAD)
    search_arguments.check_evaluation(evaluate)
    search_arguments.check_strategy(strategy)
    search_arguments.check_details(details)
    checked_call(on_event, "on_event", 1)
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
    """Train, for all epochs, a network that a run has evaluated.

    A training that was interrupted is continued.

    It is trained on all training images, none of them held out, and measured on the test images.
    The results and the weights are written to the run's folder after each epoch.

    Args:
        run: the run, or the path of its folder.
        index: the index of the network's genotype; by default, the network of the front with the
            least error is taken.
        data: a data set, or its name or path; by default, that of the search.
        backend: the name of the backend that builds and trains the network.
        seed: of the training: a whole number, or a random generator that draws one.
        overrides: settings that replace those of the run's spec, as in `load`; settings that
            replaced some for the search must be given again.
        input: height, width and channels of the input, in place of those of the search.
        operations: operations of your own that the spec uses.
        on_epoch: called after each epoch of this call, once it is on the disk; an exception that it
            raises ends the training, which another call continues.

    Raises:
        EvaluationFailed: the network cannot be trained.
        RunError: there is no such run or network, the folder has a training of this network with
            other settings, or it cannot be written.
        NasdslError: the backend or the data cannot be loaded, or do not suit the space.
    """
    from nasdsl.training.retraining import prepared_retraining
    from nasdsl.training.setup import TrainingSetup

    checked_call(on_epoch, "on_epoch", 1)
    if index is not None:
        index = whole_number(index, "an index")
    record = _opened(run)
    space = record.space(overrides, input, operations)
    setup = TrainingSetup(data, backend, seed_number(seed))
    return prepared_retraining(record, space, setup, index).train(on_epoch)


def report(run: Run | str | Path, operations: Iterable[Op] = ()) -> Path:
    """Write the results of a search as a page, `report.html` in the run's folder.

    Args:
        run: the run, or the path of its folder.
        operations: operations of your own that the spec uses.

    Returns:
        The path of the page.

    Raises:
        RunError: there is no such run, it is damaged or only in memory, or the folder cannot be
            written.
    """
    from nasdsl.reporting import write_page

    record = _opened(run)
    return write_page(record, record.kept_in(), operations)


def open_run(path: str | Path) -> Run:
    """The run in a folder, finished or not, with all of its candidates.

    Raises:
        RunError: the folder holds no run, or a damaged one.
    """
    from nasdsl.exploration import Run

    return Run.read(path)


def _opened(run: Run | str | Path) -> Run:
    """A run, or that in a folder."""
    from nasdsl.exploration import Run

    if isinstance(run, str | Path):
        return open_run(run)
    return checked(run, Run, "a run is a nasdsl.Run or its folder", "nasdsl.open_run('run'), say")
