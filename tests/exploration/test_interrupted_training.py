"""A search that trains for real, killed ten times, ends as one that nobody disturbed."""

from __future__ import annotations

import contextlib
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from exploration.killed_search import content
from nasdsl.exploration import checkpoint

SPEC = """
space killed "A search that trains for seconds"
input 8 x 8 x 1
classes 10
block layer = conv(1 | 3, filters=4..12 by 2) -> batch_norm -> relu | max_pool(3)
network = layer * 3 -> dropout(0.2) -> flatten -> dense(classes)
train { epochs = 2  batch = 64 }
search { minimize = [error, params]  population = 8  generations = 4  strategy = random }
data { set = digits }
"""


def start(spec: Path, folder: Path) -> subprocess.Popen[bytes]:
    """Start the search, or resume it where there is a run."""
    command = [sys.executable, "-m", "nasdsl", "search", str(spec), "--seed", "3"]
    resume = ["--resume"] if folder.exists() else []
    return subprocess.Popen([*command, "--out", str(folder), *resume], stdout=subprocess.DEVNULL)


def wait_for(database: Path, candidates: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until a run has so many candidates, or has ended."""
    while process.poll() is None:
        with contextlib.suppress(sqlite3.OperationalError):  # it is not there yet
            uri = f"file:{database}?mode=ro"
            with contextlib.closing(sqlite3.connect(uri, uri=True)) as connection:
                (done,) = connection.execute("SELECT count(*) FROM candidates").fetchone()
            if done >= candidates:
                return
        time.sleep(0.02)


@pytest.mark.long
def test_ten_times_killed(tmp_path: Path) -> None:
    spec = tmp_path / "killed.nas"
    spec.write_text(SPEC)
    undisturbed, folder = tmp_path / "undisturbed", tmp_path / "run"
    assert start(spec, undisturbed).wait() == 0
    rng = random.Random(0)
    for kill in range(10):
        with start(spec, folder) as process:
            wait_for(folder / "run.sqlite", candidates=3 * kill + 2, process=process)
            time.sleep(rng.uniform(0, 0.5))
            process.send_signal(signal.SIGKILL)
        assert process.returncode == -signal.SIGKILL
    assert start(spec, folder).wait() == 0
    assert content(folder) == content(undisturbed)


def retrain(folder: Path, stop: int | None = None) -> None:
    """Retrain a network of a run; kill that after so many epochs if `stop` says how many."""
    settings = "train.schedule=cosine()", "train.augment=[crop(1), flip]", "train.clip=5"
    options = [part for setting in settings for part in ("--set", setting)]
    command = [sys.executable, "-m", "nasdsl", "retrain", str(folder), "--epochs", "40", *options]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        while stop is not None and process.poll() is None and trained(folder) < stop:
            time.sleep(0.005)
        if stop is not None:
            process.send_signal(signal.SIGKILL)
    assert process.returncode == (0 if stop is None else -signal.SIGKILL)


def trained(folder: Path) -> int:
    return sum(len(each.epochs) for each in checkpoint.every(folder))


@pytest.mark.long
def test_a_retraining_that_is_killed(tmp_path: Path) -> None:
    spec = tmp_path / "killed.nas"
    spec.write_text(SPEC)
    folder, undisturbed = tmp_path / "run", tmp_path / "undisturbed"
    command = [sys.executable, "-m", "nasdsl", "search", str(spec), "--out", str(folder)]
    shorter = ["--population", "2", "--generations", "1", "--set", "train.mode=specialised"]
    subprocess.run([*command, *shorter], check=True, stdout=subprocess.DEVNULL)
    shutil.copytree(folder, undisturbed)
    retrain(undisturbed)
    for stop in (2, 11, 25):
        retrain(folder, stop)
        assert stop <= trained(folder) < 40
    retrain(folder)
    files = [next((each / "retrained").iterdir()) for each in (folder, undisturbed)]
    assert files[0].read_bytes() == files[1].read_bytes()
