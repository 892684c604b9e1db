"""The run folder: a search as files, from which it can be resumed, shown and repeated.

`spec.nas` is the spec's text, `run.json` everything else that determines the result, and
`run.sqlite` what has been done so far. The folder appears with all of them at once, so that a run
is never half made.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from nasdsl import files
from nasdsl.errors import RunError, SpecError
from nasdsl.exploration import store
from nasdsl.language.format import formatted
from nasdsl.source import Source

if TYPE_CHECKING:
    from nasdsl.experiment import SearchSettings
    from nasdsl.searchspace import SearchSpace

SPEC = "spec.nas"
SETTINGS = "run.json"
DATABASE = "run.sqlite"
MODULES = "details.operations."  # and the name of a module

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
    return hashlib.sha256(usual(text).encode()).hexdigest()


def versions() -> dict[str, str]:
    """The versions that candidates depend on."""
    python = ".".join(platform.python_version_tuple()[:2])
    return {"nasdsl": _version("nasdsl"), "deap": _version("deap"), "python": python}


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


def modules(run: Run) -> list[str]:
    """The modules whose operations the run's spec can use."""
    keys = (key for key, _ in flat(run.description) if key.startswith(MODULES))
    return [key.removeprefix(MODULES) for key in keys]


def usual(text: str) -> str:
    """A spec in its usual form, by which texts are compared; unchanged if it is none."""
    try:
        return formatted(Source(SPEC, text))
    except SpecError:
        return text


def flat(value: Json, name: str = "") -> Iterator[tuple[str, str]]:
    """All that a description says, as dotted names and texts."""
    if isinstance(value, dict):
        for key, part in cast("dict[str, Json]", value).items():
            yield from flat(part, f"{name}.{key}".lstrip("."))
    else:
        yield name, value if isinstance(value, str) else json.dumps(value)


def differences(old: Json, new: Json) -> dict[str, str]:
    """What two descriptions say differently: by its name, a line that tells both values."""
    there, here = dict(flat(old)), dict(flat(new))
    return {
        key: f"{key}: {there.get(key, 'nothing')} -> {here.get(key, 'nothing')}"
        for key in {**there, **here}
        if there.get(key) != here.get(key)
    }


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"
