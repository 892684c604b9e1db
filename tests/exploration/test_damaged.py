"""Run folders that something else has written into: a message, never a traceback."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from exploration.stub_space import StubSpace, evaluate
from nasdsl import reporting
from nasdsl.errors import RunError
from nasdsl.exploration import search
from nasdsl.util import files

SPACE = StubSpace().where(population=4, generations=2)
GOES_ON = SPACE.where(generations=3)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    search(SPACE, evaluate, out=tmp_path / "run", details={})
    return tmp_path / "run"


def refused(folder: Path) -> None:
    for use in (
        lambda: reporting.read_summary(folder),
        lambda: search(GOES_ON, evaluate, out=folder, details={}, resume=True),
    ):
        with pytest.raises(RunError) as caught:
            use()
        assert str(caught.value).isprintable() or "help: " in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"format": 3, "settings": ' + "[" * 900 + "]" * 900 + "}",
        "NaN",
        "{}",
        '{"format": 3}',
        "null",
    ],
    ids=["brackets", "braces", "levels", "nan", "empty", "format alone", "null"],
)
def test_settings(folder: Path, content: str) -> None:
    (folder / "run.json").write_text(content)
    refused(folder)


CHANGES: dict[str, Any] = {
    "minimize": [3],
    "population": "many",
    "generations": 1.5,
}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("missing", [False, True], ids=["wrong", "missing"])
def test_a_setting(folder: Path, name: str, missing: bool) -> None:
    path = folder / "run.json"
    description = json.loads(path.read_text())
    if missing:
        del description["settings"][name]
    else:
        description["settings"][name] = CHANGES[name]
    path.write_text(json.dumps(description))
    refused(folder)


@pytest.mark.parametrize(
    "statement",
    [
        """UPDATE candidates SET "index" = ''""",
        """UPDATE candidates SET "values" = '[NaN, 1]'""",
        """UPDATE candidates SET "values" = '["a", 1]'""",
        """UPDATE candidates SET "values" = '{}'""",
        """UPDATE candidates SET "values" = '[1]'""",
        """UPDATE candidates SET "index" = '-1'""",
        """UPDATE candidates SET "index" = 'one'""",
        "UPDATE candidates SET status = 'lost'",
        "UPDATE candidates SET params = 'many'",
        "UPDATE candidates SET hash = x'ff'",
        "UPDATE candidates SET violation = 'much'",
        "UPDATE evaluations SET metrics = '[1]'",
        'UPDATE evaluations SET metrics = \'{"accuracy": "high"}\'',
        "UPDATE evaluations SET seconds = 'long'",
        "DELETE FROM evaluations",
        f"UPDATE candidates SET \"values\" = '{'[' * 5000}{']' * 5000}'",
    ],
)
def test_the_database(folder: Path, statement: str) -> None:
    db = sqlite3.connect(folder / "run.sqlite")
    with db:
        db.execute(statement)
    db.close()
    refused(folder)


def test_a_run_of_an_earlier_version(folder: Path) -> None:
    path = folder / "run.json"
    description = json.loads(path.read_text())
    del description["format"]
    path.write_text(json.dumps(description))
    with pytest.raises(RunError, match="was written by another version of nasdsl"):
        reporting.read_summary(folder)


def test_a_draft_of_a_process_that_was_killed_is_removed(tmp_path: Path) -> None:
    draft = tmp_path / ".run.0123abcd"
    draft.mkdir()
    (draft / "spec.nas").touch()
    (tmp_path / ".run.mine").touch()
    with files.appearing(tmp_path / "run"):
        pass
    assert {path.name for path in tmp_path.iterdir()} == {"run", ".run.mine"}
