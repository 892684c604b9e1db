"""Run folders that something else has written into: a message, never a traceback."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from exploration.stub_space import StubSpace, evaluate
from nasdsl import reporting
from nasdsl.errors import RunError
from nasdsl.exploration import Run, run_search
from nasdsl.util import files

search: Any = run_search  # a stub stands for its space
SPACE = StubSpace().where(population=4, generations=2)
GOES_ON = SPACE.where(generations=3)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    search(SPACE, evaluate, out=tmp_path / "run", details={})
    return tmp_path / "run"


def refused(folder: Path) -> None:
    for use in (
        lambda: Run.read(folder),
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
        '{"format": 4, "settings": ' + "[" * 900 + "]" * 900 + "}",
        "NaN",
        "{}",
        '{"format": 4}',
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
        f"UPDATE candidates SET macs = '{'9' * 400}'",
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
        Run.read(folder)


def test_a_draft_of_a_process_that_was_killed_is_removed(tmp_path: Path) -> None:
    draft = tmp_path / ".run.0123abcd"
    draft.mkdir()
    (draft / "spec.nas").touch()
    (tmp_path / ".run.mine").touch()
    with files.appearing(tmp_path / "run"):
        pass
    assert {path.name for path in tmp_path.iterdir()} == {"run", ".run.mine"}


CELLS: list[tuple[str, str, object]] = [
    ("candidates", "index", ""),
    ("candidates", "index", "-1"),
    ("candidates", "values", "[NaN, 1]"),
    ("candidates", "values", "[1e400, 1]"),
    ("candidates", "values", "[1]"),
    ("candidates", "values", '["a", "b"]'),
    ("candidates", "values", "{}"),
    ("candidates", "values", "null"),
    ("candidates", "values", "[" * 100_000),
    ("candidates", "params", "many"),
    ("candidates", "status", "fine"),
    ("candidates", "violation", "much"),
    ("candidates", "generation", "first"),
    ("candidates", "hash", b"\xff\x00"),
    ("candidates", "reason", b"\xff\x00"),
    ("evaluations", "metrics", "[]"),
    ("evaluations", "metrics", '{"error": [1]}'),
    ("evaluations", "metrics", '{"error": NaN}'),
    ("evaluations", "metrics", "[" * 100_000),
    ("evaluations", "metrics", b"\xff"),
    ("evaluations", "seconds", "long"),
    ("evaluations", "seconds", float("inf")),
    ("meta", "value", "many"),
]


@pytest.mark.parametrize(("table", "column", "value"), CELLS, ids=lambda value: str(value)[:20])
def test_a_cell_of_the_database(folder: Path, table: str, column: str, value: object) -> None:
    with closing(sqlite3.connect(folder / "run.sqlite")) as db, db:
        first = f"(SELECT min(rowid) FROM {table})"
        db.execute(f'UPDATE {table} SET "{column}" = ? WHERE rowid = {first}', (value,))
    with pytest.raises(RunError):
        reporting.write_page(Run.read(folder), folder)


@pytest.mark.parametrize("name", ["run.json", "run.sqlite", "spec.nas"])
@pytest.mark.parametrize("how", ["folder", "gone", "link to itself", "cut", "bytes"])
def test_a_file(folder: Path, name: str, how: str) -> None:
    path = folder / name
    content = path.read_bytes()
    path.unlink()
    if how == "folder":
        path.mkdir()
    elif how == "link to itself":
        path.symlink_to(name)
    elif how == "cut":
        path.write_bytes(content[: len(content) // 2])
    elif how == "bytes":
        path.write_bytes(b"\xff\xfe\x00" * 100)
    with pytest.raises(RunError):
        Run.read(folder)


@pytest.mark.parametrize("content", [b"", b"x", b"[]\n{}\n", b"a" * 64 + b"\n{}\n", b"\xff" * 200])
def test_a_retrained_network(folder: Path, content: bytes) -> None:
    (folder / "retrained").mkdir()
    (folder / "retrained" / f"{'0' * 32}.checkpoint").write_bytes(content)
    with pytest.raises(RunError):
        Run.read(folder)
