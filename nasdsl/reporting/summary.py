"""From a run folder to what a reader wants to know of it: the data of every report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nasdsl.errors import RunError
from nasdsl.exploration import run
from nasdsl.exploration.checkpoint import Retrained, every
from nasdsl.exploration.history import Generation, history
from nasdsl.exploration.pareto import Member, pareto_front
from nasdsl.exploration.store import Store
from nasdsl.exploration.strategy import Candidate


@dataclass(frozen=True, slots=True)
class Summary:
    """A run, read.

    Args:
        name: the space's.
        text: the spec's.
        used: the texts of the files that it uses, by their paths.
        settings: what else determines the run, as dotted names and texts.
        operations: the modules whose operations the spec can use.
        objectives: their texts.
        front: the non-dominated networks so far.
        history: one entry per generation so far.
        points: the distinct objective values of everything that was evaluated.
        reasons: why candidates were infeasible or failed, and how many for each reason.
        total: how many candidates the search was to have.
        seconds: that all evaluations took together.
        retrained: the networks that were trained at full length.
    """

    name: str
    text: str
    used: Mapping[str, str]
    settings: dict[str, str]
    operations: tuple[str, ...]
    objectives: tuple[str, ...]
    front: tuple[Member, ...]
    history: tuple[Generation, ...]
    points: tuple[tuple[float, ...], ...]
    reasons: dict[str, int]
    total: int
    seconds: float
    retrained: tuple[Retrained, ...] = ()

    def count(self, what: str) -> int:
        """The sum over all generations of one of their counts, `cached` say."""
        return sum(getattr(generation, what) for generation in self.history)

    @property
    def finished(self) -> bool:
        """Whether all generations were done."""
        return self.count("candidates") == self.total


def read_summary(folder: str | Path) -> Summary:
    """Read a run.

    Raises:
        RunError: there is none in the folder, or it is damaged.
    """
    folder = Path(folder)
    found = run.read_run(folder)
    with Store(folder / run.DATABASE) as store:
        try:
            return replace(_summary(found, store), retrained=every(folder))
        except (KeyError, TypeError, ValueError) as error:
            raise RunError(f"the run in {folder} is damaged: {error} in {run.SETTINGS}") from error


def _summary(found: run.RunDescription, store: Store) -> Summary:
    generations = store.generations()
    candidates = [candidate for generation in generations for candidate in generation]
    settings: dict[str, Any] = found.description["settings"]
    if any(len(c.values) != len(settings["minimize"]) for c in candidates if c.status == "ok"):
        raise ValueError("the number of objectives is not that of the values")
    return Summary(
        name=found.description["space"],
        text=found.text,
        used=found.used,
        settings=dict(run.flat_description(found.description)),
        operations=tuple(run.modules(found)),
        objectives=tuple(settings["minimize"]),
        front=pareto_front(store),
        history=history(generations),
        points=tuple(sorted({c.values for c in candidates if c.status == "ok"})),
        reasons=_reasons(candidates),
        total=int(settings["generations"]) * int(settings["population"]),
        seconds=sum(evaluation.seconds for evaluation in store.evaluations().values()),
    )


def _reasons(candidates: Iterable[Candidate]) -> dict[str, int]:
    counts = Counter(f"{c.status}: {c.reason}" for c in candidates if c.status != "ok")
    return dict(counts.most_common())
