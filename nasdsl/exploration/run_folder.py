"""The run folder: a search as files, which can be resumed, shown and repeated.

`spec.nas` is the spec's text, `used/` has the files that it uses, `run.json` everything else that
determines the result, and `run.sqlite` all candidates and evaluations so far. The folder appears
with all of them at once, so that a run is never half made.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, cast

from nasdsl.errors import RunError, SpecError
from nasdsl.exploration import store
from nasdsl.formatting.statements import formatted
from nasdsl.language import ast
from nasdsl.language.imports import gather_used
from nasdsl.language.parser import recover
from nasdsl.program import canonical
from nasdsl.source import Source
from nasdsl.util import files

if TYPE_CHECKING:
    from nasdsl.experiment.model import SearchSettings
    from nasdsl.searchspace import SearchSpace

SPEC = "spec.nas"
USED = "used"
SETTINGS = "run.json"
DATABASE = "run.sqlite"
MODULES = "details.operations."  # and the name of a module

Json = Any  # what JSON can say


@dataclass(frozen=True, slots=True)
class RunDescription:
    """What determines a search, and so its result.

    Args:
        text: the text of the spec.
        description: everything else as JSON, by topic: settings, seed, versions of packages,
            digests of `used`, and what identifies the function that evaluates networks.
        used: the texts of the files that the spec uses, by their paths from its folder.
    """

    text: str
    description: dict[str, Json]
    used: Mapping[str, str] = field(default_factory=dict[str, str])

    def spec(self) -> ast.Spec:
        """The syntax tree of the spec, with the files that it uses.

        Raises:
            SpecError: the text is not a spec.
            RunError: a file that the spec uses is not in the run.
        """

        def beside(path: PurePosixPath) -> Source:
            if str(path) not in self.used:
                raise RunError(f"there is no '{USED}/{path}' in the run")
            return Source(f"{USED}/{path}", self.used[str(path)])

        return gather_used(recover(Source(SPEC, self.text)), beside)


def describe(
    space: SearchSpace, settings: SearchSettings, seed: int, evaluation: Mapping[str, Json]
) -> RunDescription:
    """The description of a search: everything on which its result depends.

    Args:
        space: the space that is searched.
        settings: the complete settings, as `resolve_settings` returns them.
        seed: the number that determines all randomness of the search.
        evaluation: what identifies the evaluation: the function, or details that a caller states;
            JSON by topic.
    """
    description = {
        "format": store.FORMAT,
        "space": space.name,
        "spec": _text_digest(space.text),
        "seed": seed,
        "settings": {
            "minimize": [objective.text for objective in settings.minimize],
            "population": settings.population,
            "generations": settings.generations,
            "strategy": settings.strategy,
            "crossover": settings.crossover and asdict(settings.crossover),
            "mutation": settings.mutation and asdict(settings.mutation),
        },
        "versions": run_versions(),
        **evaluation,
    }
    if space.used:
        description["used"] = {path: _text_digest(text) for path, text in space.used.items()}
    return RunDescription(space.text, json.loads(json.dumps(description)), space.used)


def _text_digest(text: str) -> str:
    return hashlib.sha256(usual(text).encode()).hexdigest()


def run_versions() -> dict[str, str]:
    """The versions, by name, of the packages and rules on which the candidates of a run depend."""
    python = ".".join(platform.python_version_tuple()[:2])
    return {
        "nasdsl": _version("nasdsl"),
        "deap": _version("deap"),
        "python": python,
        "hashes": canonical.RULES,
    }


def check_place(folder: Path) -> None:
    """Refuse a folder in which no run can be made, as far as is known beforehand.

    Raises:
        RunError: something stands there already, nothing can be written there, or the path is too
            long.
    """
    if files.is_there(folder):
        raise RunError(f"{folder} is there already", "resume the run, or give another folder")
    above = next(parent for parent in folder.absolute().parents if os.path.lexists(parent))
    if not above.is_dir():
        raise RunError(f"cannot use {folder}: {above.name} is no folder")
    if not os.access(above, os.W_OK | os.X_OK):
        raise RunError(f"cannot use {folder}: nothing can be written in {above}")


def create_run(folder: Path, run: RunDescription) -> None:
    """Make the folder of a run without candidates.

    Args:
        folder: the folder; nothing may stand there yet.
        run: what determines the run.

    Raises:
        RunError: something stands there already, or the folder cannot be written.
    """
    check_place(folder)
    with files.appearing(folder) as draft:
        files.write_file(draft / SPEC, run.text.encode())
        for path, text in run.used.items():
            with files.translate_os_errors(folder):
                (draft / USED / path).parent.mkdir(parents=True, exist_ok=True)
            files.write_file(draft / USED / path, text.encode())
        files.write_file(draft / SETTINGS, json.dumps(run.description, indent=2).encode())
        store.create_store(draft / DATABASE)


def read_run(folder: Path) -> RunDescription:
    """What determines the run in a folder.

    Raises:
        RunError: there is no run, its files are damaged, or its spec is not that of the search.
    """
    with files.translate_os_errors(folder):
        missing = [name for name in (SPEC, SETTINGS, DATABASE) if not (folder / name).is_file()]
    if missing:
        none = len(missing) == 3 or not folder.is_dir()
        help = "a run is a folder that 'nasdsl search --out' made" if none else store.RESTORE
        raise RunError(f"there is no run in {folder}: {missing[0]} is missing", help)
    with files.translate_os_errors(folder):
        text, settings = (folder / SPEC).read_bytes(), (folder / SETTINGS).read_bytes()
        used = {path: path.read_bytes() for path in sorted((folder / USED).rglob("*.nas"))}
    description = _read_description(folder / SETTINGS, settings)
    texts = {
        path.relative_to(folder / USED).as_posix(): _decoded(path, used[path]) for path in used
    }
    run = RunDescription(_decoded(folder / SPEC, text), description, texts)
    _check_texts(folder, run)
    return run


def _decoded(path: Path, content: bytes) -> str:
    try:
        return content.decode()
    except ValueError:
        raise RunError(f"{path} is damaged: it is no text in UTF-8", store.RESTORE) from None


def _read_description(path: Path, content: bytes) -> dict[str, Json]:
    """The description in a file of a run.

    Raises:
        RunError: it is damaged, or was written by another version.
    """
    try:
        description = json.loads(content)
        if not isinstance(description, dict):
            raise ValueError("it is no JSON object")
        _check_format(path.parent, cast("dict[str, Json]", description))
        return _checked(cast("dict[str, Json]", description))
    except json.JSONDecodeError as error:
        reason = f"line {error.lineno} is no JSON"
    except KeyError as missing:
        reason = f"it says nothing of {missing}"
    except RecursionError:
        reason = "it has too many levels"
    except (TypeError, LookupError):
        reason = "a setting is of the wrong kind"
    except ValueError as error:
        reason = str(error)
    raise RunError(f"{path} is damaged: {reason}", store.RESTORE)


def _check_texts(folder: Path, run: RunDescription) -> None:
    """Refuse a run whose spec, or a file that it uses, was changed after the search began."""
    digests = run.description.get("used", {})
    stated = {SPEC: run.description["spec"], **{f"{USED}/{p}": d for p, d in digests.items()}}
    texts = {SPEC: run.text, **{f"{USED}/{path}": text for path, text in run.used.items()}}
    for name, digest in stated.items():
        if name in texts and _text_digest(texts[name]) != digest:
            raise RunError(
                f"{folder / name} is not what was searched: it was changed, or is of another run",
                "put back the run's own; another spec is searched into another folder",
            )


def _check_format(folder: Path, description: Mapping[str, Json]) -> None:
    """Refuse a run that was made by a nasdsl whose runs were other files."""
    if description.get("format") != store.FORMAT and "settings" in description:
        raise RunError(
            f"the run in {folder} was written by another version of nasdsl",
            "use the version that made it, or start a new run in another folder",
        )


def _checked(description: dict[str, Json]) -> dict[str, Json]:
    """A description, if it says what that of every run does.

    Raises:
        ValueError, TypeError, LookupError, RecursionError: it does not.
    """
    searched = description["settings"]
    numbers = description["seed"], searched["population"], searched["generations"]
    texts = description["space"], description["spec"], *searched["minimize"]
    if not all(type(number) is int for number in numbers) or not all(map(_is_text, texts)):
        raise ValueError("a setting is of the wrong kind")
    if not searched["minimize"] or min(numbers) < 0:
        raise ValueError("a setting is too small")
    if not isinstance(description.get("used", {}), dict):
        raise TypeError("digests are of the wrong kind")
    dict(flat_description(description))  # or too many levels
    return description


def _is_text(value: Json) -> bool:
    """Whether a value is a text that can be written."""
    return isinstance(value, str) and bool(value.encode())


def modules(run: RunDescription) -> list[str]:
    """The names of the Python modules with operations of the user's own that a run's spec can use.

    Args:
        run: the description of the run.
    """
    keys = (key for key, _ in flat_description(run.description) if key.startswith(MODULES))
    return [key.removeprefix(MODULES) for key in keys]


def usual(text: str) -> str:
    """The text of a spec as the formatter writes it, by which specs are compared.

    A text that is not a spec is returned as it is.
    """
    try:
        return formatted(Source(SPEC, text))
    except SpecError:
        return text


def flat_description(value: Json, name: str = "") -> Iterator[tuple[str, str]]:
    """A nested JSON value as pairs of a dotted name and a text: (`settings.population`, `20`).

    Args:
        value: the JSON value.
        name: the dotted name of the value itself; empty for the whole.
    """
    if isinstance(value, dict):
        for key, part in cast("dict[str, Json]", value).items():
            yield from flat_description(part, f"{name}.{key}".lstrip("."))
    else:
        yield name, value if isinstance(value, str) else json.dumps(value)


def differences(old: Json, new: Json) -> dict[str, str]:
    """Where two nested JSON values differ.

    Args:
        old: the first value.
        new: the second value.

    Returns:
        By dotted name (`settings.population`), a line of text with both values.
    """
    before, after = dict(flat_description(old)), dict(flat_description(new))
    return {
        key: f"{key}: {before.get(key, 'nothing')} -> {after.get(key, 'nothing')}"
        for key in {**before, **after}
        if before.get(key) != after.get(key)
    }


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"
