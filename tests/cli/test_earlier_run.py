"""A run folder of revision 2e56443 is refused with the reason, and left as it is."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import nasdsl
from cli.harness import transcript
from nasdsl.errors import RunError

EARLIER = Path(__file__).with_name("earlier_run")
"""What `nasdsl search` of that revision wrote, its database as SQL."""


@pytest.fixture
def earlier() -> Path:
    shutil.copytree(EARLIER, "earlier")
    with closing(sqlite3.connect("earlier/run.sqlite")) as db:
        db.executescript(Path("earlier/run.sql").read_text("utf-8"))
    Path("earlier/run.sql").unlink()
    return Path("earlier")


@pytest.mark.usefixtures("stub")
def test_it_is_refused_with_the_reason(earlier: Path) -> None:
    before = {path: path.read_bytes() for path in earlier.rglob("*")}
    commands = (
        "report earlier",
        "report earlier --json",
        "search earlier/spec.nas --data digits --out earlier --resume",
        "retrain earlier --data digits",
    )
    ended = transcript("earlier_run", commands)
    assert {(e.code, e.out) for e in ended} == {(1, "")}
    for reads in (nasdsl.open_run, nasdsl.report, nasdsl.retrain):
        with pytest.raises(RunError, match="was written by another version of nasdsl"):
            reads(earlier)
    assert {path: path.read_bytes() for path in earlier.rglob("*")} == before
