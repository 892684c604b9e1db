"""A run as data: what determines it, all candidates, and what follows from them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from nasdsl.errors import NasdslError, RunError
from nasdsl.experiment.overrides import NOTHING, Overrides
from nasdsl.exploration.checkpoint import Retrained, every
from nasdsl.exploration.history import COUNTS, Generation, GenerationCount, history
from nasdsl.exploration.pareto import Member, pareto_front
from nasdsl.exploration.run_folder import (
    DATABASE,
    SETTINGS,
    RunDescription,
    flat_description,
    modules,
    read_run,
)
from nasdsl.exploration.store import RESTORE, Store
from nasdsl.exploration.strategy import Candidate
from nasdsl.util.arguments import checked_name, checked_path

if TYPE_CHECKING:
    from nasdsl.ops import Op
    from nasdsl.searchspace import SearchSpace


@dataclass(frozen=True, slots=True, repr=False)
class Run:
    """A search, finished or not.

    Args:
        name: the name of the space.
        spec: the text of the spec.
        used: the texts of the files that the spec uses, by their paths.
        settings: what else determines the run, as texts by dotted names (`settings.population`).
        operations: the names of the Python modules whose operations the spec can use.
        objectives: the objectives, as the spec writes them.
        generations: the candidates of each generation so far.
        measured: the metrics of each evaluated network, by its hash; empty where the evaluation
            failed.
        tests: the metrics of the final tests of networks of the front, by their hashes.
        front: the networks on the front so far, sorted by the first objective.
        history: the counts and results of each generation so far.
        points: the values of the objectives of all evaluated networks, sorted and each once.
        reasons: why candidates were infeasible or failed, with the number of candidates for each
            reason.
        total: how many candidates the search was to have.
        seconds: the time of all evaluations together.
        retrained: the networks that were trained at full length.
        folder: the run's folder; None for a run in memory alone.
    """

    name: str
    spec: str
    used: Mapping[str, str]
    settings: dict[str, str]
    operations: tuple[str, ...]
    objectives: tuple[str, ...]
    generations: tuple[tuple[Candidate, ...], ...]
    measured: Mapping[str, Mapping[str, float]]
    tests: Mapping[str, Mapping[str, float]]
    front: tuple[Member, ...]
    history: tuple[Generation, ...]
    points: tuple[tuple[float, ...], ...]
    reasons: dict[str, int]
    total: int
    seconds: float = field(compare=False)
    retrained: tuple[Retrained, ...] = ()
    folder: Path | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        """The name of the space, how far the run is, and how many networks its front has."""
        done = self.count("candidates")
        far = f"{done:,} candidates" if self.finished else f"{done:,} of {self.total:,} candidates"
        return f"<{type(self).__name__} {self.name}: {far}, {len(self.front)} on the front>"

    def _repr_html_(self) -> str:
        """The front as a table and in a chart, as notebooks show it."""
        from nasdsl.reporting.notebook import run_html

        return run_html(self)

    @classmethod
    def read(cls, folder: str | Path) -> Self:
        """The run in a folder.

        Raises:
            RunError: there is no run in it, or the run is damaged.
        """
        folder = checked_path(folder, "a run is kept in a folder", "the run's path")
        description = read_run(folder)
        with Store(folder / DATABASE) as store:
            try:
                return cls.of_store(description, store, folder)
            except (KeyError, TypeError, ValueError) as error:
                message = f"the run in {folder} is damaged: {error} in {SETTINGS}"
                raise RunError(message, RESTORE) from error

    @classmethod
    def of_store(
        cls, description: RunDescription, store: Store, folder: Path | None = None
    ) -> Self:
        """The run that a store holds.

        Args:
            description: what determines the run.
            store: the candidates and evaluations.
            folder: the run's folder; None for a run in memory alone.

        Raises:
            KeyError, TypeError, ValueError: the description is not that of the store.
        """
        generations = tuple(map(tuple, store.generations()))
        candidates = [candidate for generation in generations for candidate in generation]
        settings: dict[str, Any] = description.description["settings"]
        if any(len(c.values) != len(settings["minimize"]) for c in candidates if c.status == "ok"):
            raise ValueError("the number of objectives is not that of the values")
        evaluations = store.evaluations()
        return cls(
            name=description.description["space"],
            spec=description.text,
            used=description.used,
            settings=dict(flat_description(description.description)),
            operations=tuple(modules(description)),
            objectives=tuple(settings["minimize"]),
            generations=generations,
            measured={hash: evaluation.metrics for hash, evaluation in evaluations.items()},
            tests={hash: evaluation.metrics for hash, evaluation in store.tests().items()},
            front=pareto_front(store),
            history=history(generations),
            points=tuple(sorted({c.values for c in candidates if c.status == "ok"})),
            reasons=_reasons(candidates),
            total=int(settings["generations"]) * int(settings["population"]),
            seconds=sum(evaluation.seconds for evaluation in evaluations.values()),
            retrained=every(folder) if folder else (),
            folder=folder,
        )

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """All candidates, in the order of the search."""
        return tuple(candidate for generation in self.generations for candidate in generation)

    @property
    def finished(self) -> bool:
        """Whether all generations are done."""
        return self.count("candidates") == self.total

    def count(self, what: GenerationCount) -> int:
        """A count of `Generation`, such as `cached`, added up over all generations.

        Raises:
            NasdslError: `what` is no name of a count.
        """
        name = checked_name(what, COUNTS, "count")
        return sum(getattr(generation, name) for generation in self.history)

    def kept_in(self) -> Path:
        """The folder of the run.

        Raises:
            RunError: the run is in memory alone.
        """
        if self.folder is None:
            raise RunError("the run is in memory alone", "give the search a folder: out='run', say")
        return self.folder

    def space(
        self,
        overrides: Overrides = NOTHING,
        input: Sequence[int] | None = None,
        operations: Iterable[Op] = (),
    ) -> SearchSpace:
        """The space that was searched.

        Args:
            overrides: settings by name (`{'train.epochs': 5}`), used in place of those in the spec.
            input: height, width and channels of the input, in place of those of the search.
            operations: a user's operations that the spec uses.

        Raises:
            SpecError: the spec cannot be read without an operation.
        """
        from nasdsl.described import described

        spec = RunDescription(self.spec, {}, self.used).spec()
        searched = json.loads(self.settings.get("details.input", "null"))
        return described(spec, overrides, input or searched, operations)

    def to_dataframe(self) -> Any:
        """All candidates as a `pandas.DataFrame`, one a row, in the order of the search.

        Columns are generation, index, hash, costs, status, reason and cached; the objectives by
        their texts; the metrics by their names; and those of the final test as `test NAME`.

        Raises:
            NasdslError: pandas is not installed.
        """
        try:
            import pandas as pd
        except ModuleNotFoundError as error:
            if error.name != "pandas":
                raise
            raise NasdslError("a table needs pandas", "pip install 'nasdsl[pandas]'") from error
        return pd.DataFrame(list(self._rows()))

    def plot(self) -> Any:
        """The front among all evaluated networks, as a `matplotlib.figure.Figure`.

        Raises:
            NasdslError: matplotlib is not installed.
        """
        from nasdsl.drawing.plots import front_figure

        front = [member.values for member in self.front]
        return front_figure(self.name, self.objectives, self.points, front)

    def _rows(self) -> Iterator[dict[str, Any]]:
        for number, generation in enumerate(self.generations):
            for candidate in generation:
                tested = self.tests.get(candidate.hash, {})
                values = candidate.values or [None] * len(self.objectives)
                yield {
                    "generation": number,
                    **{name: getattr(candidate, name) for name in COLUMNS},
                    **self.measured.get(candidate.hash, {}),
                    **{f"test {name}": value for name, value in tested.items()},
                    **dict(zip(self.objectives, values, strict=True)),
                }


COLUMNS = ("index", "hash", "params", "macs", "memory", "status", "reason", "cached")


@dataclass(frozen=True, slots=True, repr=False)
class SearchResult(Run):
    """The result of a search: its run, in a folder or in memory."""

    @property
    def evaluations(self) -> int:
        """The number of networks evaluated."""
        return self.count("evaluated")

    @property
    def hits(self) -> int:
        """The number of candidates whose network had been evaluated before."""
        return self.count("cached")


def _reasons(candidates: Iterable[Candidate]) -> dict[str, int]:
    counts = Counter(f"{c.status}: {c.reason}" for c in candidates if c.status != "ok")
    return dict(counts.most_common())
