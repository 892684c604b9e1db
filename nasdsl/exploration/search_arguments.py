"""Checks of the arguments with which Python users start a search, and the choice of its folder."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from nasdsl.errors import RunError
from nasdsl.exploration.problem import Batched
from nasdsl.util.arguments import checked, checked_call, checked_path, wrong_argument


def check_evaluation(evaluate: object) -> None:
    """Refuse an argument that cannot evaluate networks.

    Args:
        evaluate: a function of a network, a `Batched` evaluation, or None.

    Raises:
        NasdslError: `evaluate` is anything else.
    """
    if not (evaluate is None or callable(evaluate) or isinstance(evaluate, Batched)):
        what = "what evaluates is a function of a network"
        raise wrong_argument(evaluate, what, "lambda network: {'error': 0.1}, say")
    if callable(evaluate):
        checked_call(evaluate, "what evaluates a network", 1)


def check_strategy(strategy: object) -> None:
    """Refuse an argument that does not say which strategy a search has.

    Args:
        strategy: the name of a strategy, a function that makes one, or None.

    Raises:
        NasdslError: `strategy` is anything else.
    """
    if not (strategy is None or callable(strategy) or isinstance(strategy, str)):
        raise wrong_argument(strategy, "a strategy is a name, or what makes one", "'random', say")
    if callable(strategy):
        checked_call(strategy, "what makes a strategy", 3)


def check_details(details: object) -> None:
    """Refuse details of an evaluation that a run cannot store.

    Args:
        details: values of JSON by name, or None.

    Raises:
        NasdslError: `details` is anything else.
    """
    what, help = "details are what JSON can say, by name", "details={'images': 1000}, say"
    if details is not None:
        checked(details, Mapping, what, help)
        try:
            json.dumps(details, allow_nan=False)
        except (TypeError, ValueError):
            raise wrong_argument(details, what, help) from None


def run_place(out: object, resume: object) -> tuple[Path | None, bool]:
    """The folder of a run, None for a run in memory alone, and whether the run goes on.

    Args:
        out: the folder, or None.
        resume: whether a run in `out` goes on; or the folder of the run that does.

    Raises:
        NasdslError: `out` or `resume` is not a path.
        RunError: two different folders are named, or a run is to go on and no folder is named.
    """
    folders = [out, None if isinstance(resume, bool) else resume]
    what, help = "a run is kept in a folder", "out='run', say"
    new, resumed = (None if path is None else checked_path(path, what, help) for path in folders)
    if resumed is not None:
        if new is not None and new != resumed:
            raise RunError(f"a run is continued in its own folder, {resumed}", "leave 'out' out")
        return resumed, True
    if resume and new is None:
        raise RunError("there is nothing to resume", "name the run's folder")
    return new, bool(resume)


@contextmanager
def run_folder(out: Path | None) -> Generator[Path]:
    """A context with the folder of a run: `out`, or a temporary one that is removed at the end."""
    if out is not None:
        yield out
        return
    with TemporaryDirectory(prefix="nasdsl-") as folder:
        yield Path(folder) / "run"
