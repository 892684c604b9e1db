"""A folder to work in, a backend that trains nothing, and a run that it made."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cli.harness import SEARCH, nasdsl
from cli.stub_backend import StubBackend


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, and a terminal of 80 columns."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> StubBackend:
    """The backend that commands get, whichever they ask for."""
    found = StubBackend()
    found.stand_in(monkeypatch.setattr)
    return found


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that has ended, which nobody changes."""
    folder = tmp_path_factory.mktemp("finished") / "run"
    with pytest.MonkeyPatch.context() as patch:
        StubBackend().stand_in(patch.setattr)
        assert nasdsl(*SEARCH, "--out", str(folder)).code == 0
    return folder


@pytest.fixture
def run(finished: Path, folder: Path) -> Path:
    """A copy of it, `run` in the working folder."""
    shutil.copytree(finished, folder / "run")
    return Path("run")
