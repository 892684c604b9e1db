"""Opening a run: a new one, or one that is there and was made with all the same.

`run.lock` keeps a second process out. More generations than a run was to have extend it: what a
search asks for does not depend on how long it will go on.
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
from nasdsl.exploration.run import (  # fmt: skip
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
    """The store of a new run, or of the one to be resumed; nobody else's while it is open.

    Args:
        folder: where the run is kept; None keeps it in memory.
        run: what is to be run.
        resume: whether the folder has to be there, and to hold this very run, or one that differs
            in having had fewer generations.

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
    with reopened(folder) as kept:
        if resume:
            _extend(folder, run)
        yield kept


@contextmanager
def reopened(folder: Path) -> Generator[Store]:
    """The store of an existing run, nobody else's while it is open.

    Raises:
        RunError: it is damaged, cannot be used, or another process has it.
    """
    with _locked(folder), Store(folder / DATABASE) as kept:
        yield kept


def check_modules(folder: Path, given: Container[str]) -> None:
    """Refuse to go on without the modules that the run in a folder has operations of.

    Raises:
        RunError: it names those that are not given; or there is no run.
    """
    missing = [name for name in modules(read_run(folder)) if name not in given]
    if missing:
        options = " ".join(f"--operations {name}" for name in missing)
        raise RunError(f"the run in {folder} has operations of your own", f"give it {options}")


def detail(folder: Path, name: str) -> str | None:
    """What the run in a folder says, as text, of what its evaluations depend on, if anything."""
    return dict(flat_description(read_run(folder).description)).get(f"details.{name}")


def check_same_run(folder: Path, run: RunDescription) -> None:
    """Refuse to resume a run that was made otherwise, but for generations that it is to have more.

    The spec may have been laid out anew: texts are compared in their usual form.

    Raises:
        RunError: it names each thing that differs.
    """
    if not folder.exists():
        raise RunError(f"there is no run in {folder} to resume", "start it without resume")
    there = read_run(folder)
    changed = differences(there.description, run.description)
    if _more(dict(flat_description(there.description)), dict(flat_description(run.description))):
        changed.pop(GENERATIONS)
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


def _changed_line(there: str, here: str) -> list[str]:
    old, new = usual(there), usual(here)
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
