"""What nasdsl offers in Python: the functions that it exports, each with the work behind it.

The command line says the same things with options. Whatever takes a framework, or long to import,
is imported when a function needs it.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nasdsl.errors import NasdslError, RunError
from nasdsl.experiment.model import SearchSettings
from nasdsl.experiment.overrides import NOTHING, Overrides
from nasdsl.searchspace import DECODE, LOAD, SearchSpace, described
from nasdsl.util.arguments import (
    checked,
    checked_call,
    checked_path,
    seed_number,
    whole_number,
    wrong_argument,
)

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
LOADS = "nasdsl.loads reads a text"


def load(
    spec: str | Path,
    overrides: Overrides = NOTHING,
    input: Sequence[int] | None = None,
    operations: Iterable[Op] = (),
) -> SearchSpace:
    """The search space of a spec file, or of a spec of the library by its name.

    Args:
        spec: a path, or a name of the library.
        overrides: settings that go before the spec's own, by section and name, as options of the
            command line state them: `{"train.epochs": 3, "train.optimizer": "adam(0.01)"}`.
        input: height, width and channels of the input, in place of those that the spec states.
        operations: your own, beside the vocabulary and those of installed distributions.

    Raises:
        NasdslError: there is no such spec, or it cannot be read; or the name of an operation is
            taken.
        SpecError: all that is wrong with it.
    """
    named = str(checked(spec, (str, Path), "a spec is a path or the name of one", LOADS))
    if re.search(r"\n|^\s*space\s+\w+\s", named):
        raise NasdslError("this is the text of a spec, not its name or path", LOADS)
    from nasdsl.language.imports import stated

    return described(stated(named), overrides, input, operations)


def loads(
    text: str,
    overrides: Overrides = NOTHING,
    input: Sequence[int] | None = None,
    operations: Iterable[Op] = (),
) -> SearchSpace:
    """The search space of the text of a spec; else as `load`."""
    checked(text, str, "the text of a spec is a str", "nasdsl.load reads a file")
    from nasdsl.language.imports import gather_used
    from nasdsl.language.parser import recover
    from nasdsl.source import Source

    return described(gather_used(recover(Source("spec", text))), overrides, input, operations)


def compile(architecture: Architecture, backend: str = "flax", seed: Seed = 0) -> Any:
    """A network as a model of the backend's framework, with parameters drawn from `seed`.

    Args:
        architecture: one network, as `SearchSpace.decode` gives it.
        backend: its name: `flax`, `numpy`, or that of another distribution.
        seed: of the parameters, as `SearchSpace.sample` has it.

    Raises:
        NasdslError: it is no network.
        BackendError: the backend is unknown, not installed, or has no rule for an operation.
    """
    from nasdsl.program.architecture import Architecture
    from nasdsl.training.guarded import guarded_backend

    network = checked(architecture, Architecture, "a model is made of one network", DECODE)
    return guarded_backend(backend).compile(network, seed=seed_number(seed))


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
    from nasdsl.exploration import run_search

    _check_search(space, evaluate, strategy, [out, None if resume in (True, False) else resume])
    _check_details(details)
    checked_call(on_event, "on_event")
    if settings is not None:
        checked(settings, SearchSettings, "settings are a nasdsl.SearchSettings", REPLACE)
    seed = seed_number(seed)
    if evaluate is not None and data is not None:
        raise NasdslError("networks are evaluated by a function or trained on data, not both")
    out, resume = _run_place(out, resume)
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
            out=out,
            resume=resume,
            details=details,
            strategy=strategy,
            on_event=on_event,
        )
    from nasdsl.training.searching import SearchPlan, prepared_search
    from nasdsl.training.setup import TrainingSetup

    with _run_folder(out) as folder:
        plan = SearchPlan(folder, resume, settings, strategy, details or {})
        prepared = prepared_search(space, TrainingSetup(data, backend, seed), plan)
        prepared.search(on_event)
        result = prepared.test_front()
    return result if out is not None else replace(result, folder=None)


def _check_search(space: object, evaluate: object, strategy: object, folders: list[object]) -> None:
    """Refuse arguments of a search that are of another kind."""
    from nasdsl.exploration import Batched

    checked(space, SearchSpace, "what is searched is a space", LOAD)
    if not (evaluate is None or callable(evaluate) or isinstance(evaluate, Batched)):
        what = "what evaluates is a function of a network"
        raise wrong_argument(evaluate, what, "lambda network: {'error': 0.1}, say")
    if not (strategy is None or callable(strategy) or isinstance(strategy, str)):
        raise wrong_argument(strategy, "a strategy is a name, or what makes one", "'random', say")
    for folder in folders:
        if folder is not None:
            checked_path(folder, "a run is kept in a folder", "out='run', say")


def _check_details(details: object) -> None:
    """Refuse what a run cannot say of its evaluation."""
    what, help = "details are what JSON can say, by name", "details={'images': 1000}, say"
    if details is not None:
        checked(details, Mapping, what, help)
        try:
            json.dumps(details, allow_nan=False)
        except (TypeError, ValueError):
            raise wrong_argument(details, what, help) from None


def _run_place(out: str | Path | None, resume: bool | str | Path) -> tuple[str | Path | None, bool]:
    """Where a run is kept, and whether it goes on there."""
    if isinstance(resume, str | Path):
        if out is not None and Path(out) != Path(resume):
            raise RunError(f"a run is continued in its own folder, {resume}", "leave 'out' out")
        return resume, True
    if resume and out is None:
        raise RunError("there is nothing to resume", "name the run's folder")
    return out, bool(resume)


@contextmanager
def _run_folder(out: str | Path | None) -> Generator[Path]:
    """Where a run is kept; for as long as it lasts where no folder is given."""
    from tempfile import TemporaryDirectory

    if out is not None:
        yield Path(out)
        return
    with TemporaryDirectory(prefix="nasdsl-") as folder:
        yield Path(folder) / "run"


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
