"""Opening of runs: a new one, or an existing one that was made with the same settings.

`run.lock` keeps a second process out. A run can be extended to more generations: the genotypes that
a search proposes do not depend on the number of generations.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Container, Generator, Mapping
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path

from nasdsl.errors import RunError
from nasdsl.exploration import store
from nasdsl.exploration.run_folder import (  # fmt: skip
    DATABASE,
    SETTINGS,
    SPEC,
    RunDescription,
    create_run,
    differences,
    flat_description,
    modules,
    read_run,
    usual,
)
from nasdsl.exploration.store import Store
from nasdsl.util import files

LOCK = "run.lock"
GENERATIONS = "settings.generations"


@contextmanager
def opened(folder: Path | None, run: RunDescription, *, resume: bool = False) -> Generator[Store]:
    """A context with the store of a new run, or of one that is resumed; no other process has it.

    Args:
        folder: the folder of the run; None for a run in memory alone.
        run: what determines the run.
        resume: whether the folder has to contain this run, or the same with fewer generations.

    Raises:
        RunError: the folder cannot be used, is there already, or holds another run.
    """
    if folder is None:
        with Store() as memory:
            yield memory
        return
    if resume:
        check_same_run(folder, run)
    else:
        create_run(folder, run)
    with reopened(folder) as open_store:
        if resume:
            _extend(folder, run)
        yield open_store


@contextmanager
def reopened(folder: Path) -> Generator[Store]:
    """A context with the store of the run in `folder`; no other process has it open for writing.

    Raises:
        RunError: the run is damaged, cannot be used, or is being written by another process.
    """
    with _locked(folder), Store(folder / DATABASE) as open_store:
        yield open_store


def check_modules(folder: Path, passed: Container[str]) -> None:
    """Check that a user gave all Python modules whose operations the spec of a run uses.

    Args:
        folder: the folder of the run.
        passed: the names of the modules that the user gave.

    Raises:
        RunError: a module is missing (the message names all that are), or there is no run.
    """
    missing = [name for name in modules(read_run(folder)) if name not in passed]
    if missing:
        options = " ".join(f"--operations {name}" for name in missing)
        raise RunError(f"the run in {folder} has operations of your own", f"give it {options}")


def detail(folder: Path, name: str) -> str | None:
    """One of the details of the evaluation that the run in `folder` stores, as text.

    Args:
        folder: the folder of the run.
        name: the dotted name of the detail, such as `train.mode`.

    Returns:
        The text; None if the run stores no such detail.
    """
    return dict(flat_description(read_run(folder).description)).get(f"details.{name}")


def check_same_run(folder: Path, run: RunDescription) -> None:
    """Refuse to resume a run with other settings, except for more generations.

    The spec may have been reformatted: texts are compared as the formatter writes them.

    Args:
        folder: the folder of the run.
        run: what determines the search that is to resume it.

    Raises:
        RunError: the two differ (the message names all settings that do), or there is no run.
    """
    if not files.is_there(folder):
        raise RunError(f"there is no run in {folder} to resume", "start it without resume")
    there = read_run(folder)
    changed = differences(there.description, run.description)
    if _more(dict(flat_description(there.description)), dict(flat_description(run.description))):
        changed.pop(GENERATIONS)
    changed.pop("spec", None)  # of which the line is shown
    changes = [*changed.values(), *_changed_line(there.text, run.text)]
    if changes:
        raise RunError(
            "\n  ".join([f"{folder} holds another run:", *changes]),
            "resume it with what it was made with, or start a new run in another folder",
        )


def _more(old: Mapping[str, str], new: Mapping[str, str]) -> bool:
    """Whether a run is to have more generations than it was to have."""
    had = old.get(GENERATIONS, "")
    return had.isdecimal() and int(had) < int(new[GENERATIONS])


def _extend(folder: Path, run: RunDescription) -> None:
    """Keep how many generations a run is to have by now; all else is as it was."""
    if read_run(folder).description != run.description:
        files.replace(folder / SETTINGS, json.dumps(run.description, indent=2).encode())


def _changed_line(old_text: str, new_text: str) -> list[str]:
    old, new = usual(old_text), usual(new_text)
    pairs = zip_longest(old.splitlines(keepends=True), new.splitlines(keepends=True), fillvalue="")
    lines = (f"{SPEC}, line {n}: {a!r} -> {b!r}" for n, (a, b) in enumerate(pairs, 1) if a != b)
    return [next(lines)] if old != new else []


@contextmanager
def _locked(folder: Path) -> Generator[None]:
    # SQLite's locks work on every platform, and the system drops them when the process dies. The
    # database itself stays free, for reports on a run that goes on.
    path = folder / LOCK
    with store.translate_store_errors(path):
        lock = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        with store.translate_store_errors(path):
            lock.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        lock.close()
