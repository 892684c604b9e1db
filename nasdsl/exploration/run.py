"""The run folder: a search as files, from which it can be resumed, shown and repeated.

`spec.nas` is the spec's text, `run.json` everything else that determines the result, and
`run.sqlite` what has been done so far. `run.lock` keeps a second process out. The folder appears
with all of them at once, so that a run is never half made.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sqlite3
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from importlib import metadata
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from nasdsl import files
from nasdsl.errors import RunError
from nasdsl.exploration import store
from nasdsl.exploration.store import Store

if TYPE_CHECKING:
    from nasdsl.experiment import SearchSettings
    from nasdsl.searchspace import SearchSpace

SPEC = "spec.nas"
SETTINGS = "run.json"
DATABASE = "run.sqlite"
LOCK = "run.lock"

Json = Any  # what JSON can say


@dataclass(frozen=True, slots=True)
class Run:
    """What determines a search: the spec's text, and the rest as JSON, by topic.

    `used` are the texts of the files that the spec uses, by their paths from its folder; the
    description says what they amount to.
    """

    text: str
    description: dict[str, Json]
    used: Mapping[str, str] = field(default_factory=dict[str, str])


def describe(
    space: SearchSpace, settings: SearchSettings, seed: int, details: Mapping[str, Json]
) -> Run:
    """Everything that the result of a search depends on.

    Args:
        space: the space that is searched.
        settings: as they run, see `resolve`.
        seed: of all randomness of the search.
        details: what the evaluation depends on (data, training, versions), as JSON.
    """
    description = {
        "space": space.name,
        "seed": seed,
        "settings": {
            "minimize": [objective.text for objective in settings.minimize],
            "population": settings.population,
            "generations": settings.generations,
            "strategy": settings.strategy,
            "encoding": settings.encoding,
            "crossover": asdict(settings.crossover),
            "mutation": asdict(settings.mutation),
        },
        "versions": versions(),
        "details": dict(details),
    }
    if space.used:
        description["used"] = {path: _digest(text) for path, text in space.used.items()}
    return Run(space.text, json.loads(json.dumps(description)), space.used)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def versions() -> dict[str, str]:
    """The versions that candidates depend on."""
    python = ".".join(platform.python_version_tuple()[:2])
    return {"nasdsl": _version("nasdsl"), "deap": _version("deap"), "python": python}


@contextmanager
def opened(folder: Path | None, run: Run, *, resume: bool = False) -> Generator[Store]:
    """The store of a new run, or of the one to be resumed; nobody else's while it is open.

    Args:
        folder: where the run is kept; None keeps it in memory.
        run: what is to be run.
        resume: whether the folder has to be there, and to hold this very run.

    Raises:
        RunError: the folder cannot be used, is there already, or holds another run.
    """
    if folder is None:
        with Store() as memory:
            yield memory
        return
    if resume:
        agree(folder, run)
    else:
        create(folder, run)
    with reopened(folder) as kept:
        yield kept


@contextmanager
def reopened(folder: Path) -> Generator[Store]:
    """The store of an existing run, nobody else's while it is open.

    Raises:
        RunError: it is damaged, cannot be used, or another process has it.
    """
    with _locked(folder), Store(folder / DATABASE) as kept:
        yield kept


def create(folder: Path, run: Run) -> None:
    """Make the folder of a run in which nothing has been done.

    Raises:
        RunError: it is there already, or cannot be written.
    """
    if os.path.lexists(folder):
        raise RunError(f"{folder} is there already", "resume the run, or give another folder")
    with files.appearing(folder) as draft:
        files.write(draft / SPEC, run.text.encode())
        for path, text in run.used.items():
            with files.told(folder):
                (draft / path).parent.mkdir(parents=True, exist_ok=True)
            files.write(draft / path, text.encode())
        files.write(draft / SETTINGS, json.dumps(run.description, indent=2).encode())
        store.create(draft / DATABASE)


def read(folder: Path) -> Run:
    """What the run in a folder is.

    Raises:
        RunError: there is no run, or its files are damaged.
    """
    for name in (SPEC, SETTINGS, DATABASE):
        if not (folder / name).is_file():
            raise RunError(f"there is no run in {folder}: {name} is missing")
    with files.told(folder):
        text, settings = (folder / SPEC).read_bytes(), (folder / SETTINGS).read_bytes()
    try:
        return Run(text.decode(), dict(json.loads(settings)))
    except (ValueError, TypeError) as error:
        raise RunError(f"the run in {folder} is damaged: {SPEC} or {SETTINGS}: {error}") from error


def agree(folder: Path, run: Run) -> None:
    """Refuse to resume a run that was made otherwise.

    Raises:
        RunError: it names each thing that differs.
    """
    if not folder.exists():
        raise RunError(f"there is no run in {folder} to resume", "start it without resume")
    there = read(folder)
    old, new = dict(flat(there.description)), dict(flat(run.description))
    changes = [
        f"{key}: {old.get(key, 'nothing')} -> {new.get(key, 'nothing')}"
        for key in {**old, **new}
        if old.get(key) != new.get(key)
    ]
    changes += _changed_line(there.text, run.text)
    if changes:
        raise RunError(
            "\n  ".join([f"{folder} holds another run:", *changes]),
            "resume it with what it was made with, or start a new run in another folder",
        )


def _changed_line(old: str, new: str) -> list[str]:
    pairs = zip_longest(old.splitlines(keepends=True), new.splitlines(keepends=True), fillvalue="")
    lines = (f"{SPEC}, line {n}: {a!r} -> {b!r}" for n, (a, b) in enumerate(pairs, 1) if a != b)
    return [next(lines)] if old != new else []


def flat(value: Json, name: str = "") -> Iterator[tuple[str, str]]:
    """All that a description says, as dotted names and texts."""
    if isinstance(value, dict):
        for key, part in cast("dict[str, Json]", value).items():
            yield from flat(part, f"{name}.{key}".lstrip("."))
    else:
        yield name, value if isinstance(value, str) else json.dumps(value)


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"


@contextmanager
def _locked(folder: Path) -> Generator[None]:
    # SQLite's locks work on every platform, and the system drops them when the process dies. The
    # database itself stays free, for reports on a run that goes on.
    path = folder / LOCK
    with store.told(path):
        lock = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        with store.told(path):
            lock.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        lock.close()
