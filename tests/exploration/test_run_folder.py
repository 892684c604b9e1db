from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from exploration.stub_space import StubSpace, evaluate, objective
from nasdsl.errors import NasdslError, RunError
from nasdsl.experiment.model import Mutation
from nasdsl.exploration import Run, resuming, run_folder
from nasdsl.exploration import run_search as search
from nasdsl.exploration.store import Store
from nasdsl.util import files
from processes import HANGS, environment

SPACE = StubSpace().where(population=4, generations=3)
DETAILS = {"data": {"name": "mnist", "seed": 1}, "train": "batch = 128"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    search(SPACE, evaluate, out=tmp_path / "run", details=DETAILS)
    return tmp_path / "run"


def test_what_is_in_the_folder(folder: Path) -> None:
    names = {path.name for path in folder.iterdir()}
    assert names == {"spec.nas", "run.json", "run.sqlite", "run.lock"}
    assert [path.name for path in folder.parent.iterdir()] == ["run"]
    assert (folder / "spec.nas").read_text() == SPACE.text
    description = json.loads((folder / "run.json").read_text())
    assert description["space"] == "stub"
    assert description["settings"]["minimize"] == ["error", "params"]
    assert description["details"] == DETAILS
    assert set(description["versions"]) == {"nasdsl", "deap", "python", "hashes"}


def test_an_existing_folder_is_refused(folder: Path) -> None:
    with pytest.raises(RunError, match="run is there already"):
        search(SPACE, evaluate, out=folder)


def test_a_path_that_there_can_be_none_of(tmp_path: Path) -> None:
    asked: list[object] = []
    for resume in (False, True):
        with pytest.raises(RunError, match=r"cannot use .*: File name too long"):
            search(SPACE, asked.append, out=tmp_path / ("x" * 300), resume=resume)  # type: ignore[arg-type]
    with pytest.raises(RunError, match=r"cannot use .*: File name too long"):
        Run.read(tmp_path / ("x" * 300))
    with pytest.raises(NasdslError, match="a run is kept in a folder, not "):
        Run.read("half a character: \ud800")
    assert asked == []


def test_parents_are_made(tmp_path: Path) -> None:
    search(SPACE, evaluate, out=str(tmp_path / "a" / "b"))
    assert (tmp_path / "a" / "b" / "run.json").exists()


@pytest.mark.parametrize("place", ["file", "file/run"])
def test_a_file_in_the_way(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(RunError, match=r"is there already|cannot use"):
        search(SPACE, evaluate, out=tmp_path / place)
    with pytest.raises(RunError, match="there is no run"):
        search(SPACE, evaluate, out=tmp_path / place, resume=True)
    assert (tmp_path / "file").read_text() == "mine"


def test_nothing_is_left_of_a_folder_that_could_not_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(RunError) as told:
        search(SPACE, evaluate, out=tmp_path / "run")
    assert str(told.value) == f"cannot use {tmp_path / 'run'}: No space left on device"
    assert list(tmp_path.iterdir()) == []


def test_replacing_keeps_the_old_file_where_it_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.replace(tmp_path / "a", b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(RunError, match="No space left"):
        files.replace(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 1
    with pytest.raises(RunError, match="cannot use"):
        files.replace(tmp_path / "a" / "b", b"new")


def test_no_run_to_resume(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"no run in .*none to resume"):
        search(SPACE, evaluate, out=tmp_path / "none", resume=True)
    with pytest.raises(RunError, match=r"spec\.nas is missing"):
        search(SPACE, evaluate, out=tmp_path, resume=True)


CHANGES: list[tuple[dict[str, Any], str]] = [
    ({"seed": 1}, "seed: 0 -> 1"),
    ({"space": replace(SPACE, name="other")}, "space: stub -> other"),
    (
        {"space": replace(SPACE, text="a\nb\n")},
        "spec.nas, line 1: 'space stub \"a stub\"\\n' -> 'a",
    ),
    ({"space": SPACE.where(population=5)}, "settings.population: 4 -> 5"),
    ({"space": SPACE.where(generations=2)}, "settings.generations: 3 -> 2"),
    ({"space": SPACE.where(strategy="random")}, "settings.strategy: nsga2 -> random"),
    ({"space": SPACE.where(mutation=Mutation("reset", p=0.5))}, "settings.mutation.p: 1.0 -> 0.5"),
    (
        {"space": SPACE.where(minimize=(objective("loss"), objective("params")))},
        'settings.minimize: ["error", "params"] -> ["loss", "params"]',
    ),
    ({"details": {**DETAILS, "train": "batch = 64"}}, "details.train: batch = 128 -> batch = 64"),
    (
        {"details": {**DETAILS, "data": {"name": "mnist", "seed": 2}}},
        "details.data.seed: 1 -> 2",
    ),
    ({"details": {**DETAILS, "gpu": "yes"}}, "details.gpu: nothing -> yes"),
    ({"details": {"train": "batch = 128"}}, "details.data.name: mnist -> nothing"),
]


@pytest.mark.parametrize(("change", "line"), CHANGES, ids=[line for _, line in CHANGES])
def test_a_run_that_differs_is_refused(folder: Path, change: dict[str, Any], line: str) -> None:
    asked: dict[str, Any] = {"space": SPACE, "seed": 0, "details": DETAILS, **change}
    space = asked.pop("space")
    with pytest.raises(RunError) as caught:
        search(space, evaluate, out=folder, resume=True, **asked)
    assert "run holds another run:\n" in str(caught.value)
    assert f"\n  {line}" in str(caught.value)


def test_another_version_is_refused(folder: Path) -> None:
    path = folder / "run.json"
    path.write_text(path.read_text().replace('"deap": "', '"deap": "0.'))
    with pytest.raises(RunError, match=r"versions\.deap: 0\.1"):
        search(SPACE, evaluate, out=folder, resume=True, details=DETAILS)


def test_hashes_by_other_rules_are_refused(folder: Path) -> None:
    """A run that does not say by which rules its networks are told apart has earlier ones."""
    path = folder / "run.json"
    description = json.loads(path.read_text())
    del description["versions"]["hashes"]
    path.write_text(json.dumps(description))
    with pytest.raises(RunError, match=r"versions\.hashes: nothing -> \d"):
        search(SPACE, evaluate, out=folder, resume=True, details=DETAILS)


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff\xfe", b"7"])
def test_damaged_settings(folder: Path, content: bytes) -> None:
    (folder / "run.json").write_bytes(content)
    with pytest.raises(RunError, match="damaged"):
        search(SPACE, evaluate, out=folder, resume=True, details=DETAILS)


def test_a_damaged_database(folder: Path) -> None:
    (folder / "run.sqlite").write_bytes(os.urandom(5000))
    with pytest.raises(RunError, match=r"run\.sqlite is damaged"):
        search(SPACE, evaluate, out=folder, resume=True, details=DETAILS)


def test_one_process_at_a_time(folder: Path) -> None:
    with (
        resuming.reopened(folder),
        pytest.raises(RunError, match=r"run\.lock is in use by another process"),
    ):
        search(SPACE, evaluate, out=folder, resume=True, details=DETAILS)
    search(SPACE, evaluate, out=folder, resume=True, details=DETAILS)


def in_process(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run code with `space`, `evaluate`, `folder` and all of nasdsl.exploration's names."""
    prelude = (
        "import resource\n"
        "from pathlib import Path\n"
        "from exploration.stub_space import *\n"
        "from nasdsl.errors import RunError\n"
        "from nasdsl.exploration import run_search as search\n"
        f"folder = Path({str(folder)!r})\n"
        "space = StubSpace().where(population=8, generations=30)\n"
    )
    command = [sys.executable, "-c", prelude + code]
    return subprocess.run(
        command, env=environment(), capture_output=True, text=True, check=False, timeout=HANGS
    )


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="no limit on file sizes")
def test_a_full_disk_keeps_what_was_finished(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    done = in_process(
        "resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, resource.RLIM_INFINITY))\n"
        "try:\n"
        "    search(space, evaluate, out=folder)\n"
        "except RunError as error:\n"
        "    print(error)\n",
        folder,
    )
    assert "cannot use" in done.stdout
    assert "what had been evaluated before is kept" in done.stdout
    assert done.stderr == ""
    space = StubSpace().where(population=8, generations=30)
    with Store(folder / run_folder.DATABASE) as store:
        kept = len(store.evaluations())
    assert kept > 10
    resumed = search(space, evaluate, out=folder, resume=True)
    undisturbed = search(space, evaluate)
    assert (resumed.front, resumed.history) == (undisturbed.front, undisturbed.history)


def test_a_folder_that_cannot_be_written(folder: Path, tmp_path: Path) -> None:
    os.chmod(folder, 0o500)
    try:
        if os.access(folder, os.W_OK):
            pytest.skip("this user may write anywhere")
        with pytest.raises(RunError, match="cannot"):
            search(SPACE, evaluate, out=folder / "below")
    finally:
        os.chmod(folder, 0o700)
