"""A search that trains for real, killed ten times, ends as one that nobody disturbed."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from exploration.killed_search import content
from exploration.signalled import Moment, ended
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
START = 45_000
"""Lines of nasdsl in which a search is begun or resumed, and no candidate made."""
CANDIDATE = 1500
"""Lines from a candidate to the next."""
EPOCH = 60
"""Lines from an epoch of a retraining to the next, with those that write it."""


def completed(*args: str) -> None:
    """Run nasdsl to its end."""
    subprocess.run([sys.executable, "-m", "nasdsl", *args], check=True, stdout=subprocess.DEVNULL)


@pytest.mark.long
def test_ten_times_killed(tmp_path: Path) -> None:
    spec = tmp_path / "killed.nas"
    spec.write_text(SPEC)
    undisturbed, folder = tmp_path / "undisturbed", tmp_path / "run"
    search = ("search", str(spec), "--seed", "3", "--out")
    completed(*search, str(undisturbed))
    rng = random.Random(0)
    done: list[int] = []
    for number in (2, 0, 1, 3, 0, 1, 2, 3, 1, 3):
        moment = Moment(rng.randrange(1, CANDIDATE if number else START), number)
        resume = ["--resume"] if folder.exists() else []
        status = ended(signal.SIGKILL, moment, "nasdsl", *search, str(folder), *resume)
        assert status == -signal.SIGKILL
        done.append(len(content(folder)[0]))
    assert done[0] >= 2
    assert done == sorted(done)
    assert len(set(done)) > 5
    completed(*search, str(folder), "--resume")
    assert content(folder) == content(undisturbed)


def trained(folder: Path) -> int:
    return sum(len(retrained.epochs) for retrained in checkpoint.every(folder))


@pytest.mark.long
def test_a_retraining_that_is_killed(tmp_path: Path) -> None:
    spec = tmp_path / "killed.nas"
    spec.write_text(SPEC)
    folder, undisturbed = tmp_path / "run", tmp_path / "undisturbed"
    shorter = ("--population", "2", "--generations", "1", "--set", "train.mode=specialised")
    completed("search", str(spec), "--out", str(folder), *shorter)
    shutil.copytree(folder, undisturbed)
    settings = "train.schedule=cosine()", "train.augment=[crop(1), flip]", "train.clip=5"
    options = ["--epochs", "40", *(part for setting in settings for part in ("--set", setting))]
    completed("retrain", str(undisturbed), *options)
    rng = random.Random(0)
    for number in (2, 9, 14):
        before = trained(folder)
        moment = Moment(rng.randrange(1, EPOCH), number, "epochs")
        status = ended(signal.SIGKILL, moment, "nasdsl", "retrain", str(folder), *options)
        assert status == -signal.SIGKILL
        assert trained(folder) - before in (number, number + 1)
    completed("retrain", str(folder), *options)
    files = [next((run / "retrained").iterdir()) for run in (folder, undisturbed)]
    assert files[0].read_bytes() == files[1].read_bytes()
