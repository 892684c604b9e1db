"""What Python users ask a search for: wrong arguments are refused, and the folder is decided."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from nasdsl.errors import RunError
from nasdsl.exploration.problem import Batched
from nasdsl.util.arguments import checked, checked_path, wrong_argument


def check_evaluation(evaluate: object) -> None:
    """Refuse what evaluates no network.

    Raises:
        NasdslError: it is neither None nor a function, nor evaluates several at once.
    """
    if not (evaluate is None or callable(evaluate) or isinstance(evaluate, Batched)):
        what = "what evaluates is a function of a network"
        raise wrong_argument(evaluate, what, "lambda network: {'error': 0.1}, say")


def check_strategy(strategy: object) -> None:
    """Refuse what is neither the name of a strategy nor makes one.

    Raises:
        NasdslError: it is something else.
    """
    if not (strategy is None or callable(strategy) or isinstance(strategy, str)):
        raise wrong_argument(strategy, "a strategy is a name, or what makes one", "'random', say")


def check_details(details: object) -> None:
    """Refuse what a run cannot say of its evaluation.

    Raises:
        NasdslError: it is nothing that JSON can say.
    """
    what, help = "details are what JSON can say, by name", "details={'images': 1000}, say"
    if details is not None:
        checked(details, Mapping, what, help)
        try:
            json.dumps(details, allow_nan=False)
        except (TypeError, ValueError):
            raise wrong_argument(details, what, help) from None


def run_place(out: object, resume: object) -> tuple[Path | None, bool]:
    """Where a run is kept, and whether it goes on there.

    Args:
        out: the folder, or None.
        resume: whether the run goes on, or the folder of the run that does.

    Raises:
        NasdslError: one is no path.
        RunError: two folders are named, or none is and the run is to go on.
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
    """Where a run is kept; for as long as it lasts where no folder is given."""
    if out is not None:
        yield out
        return
    with TemporaryDirectory(prefix="nasdsl-") as folder:
        yield Path(folder) / "run"
