"""Networks of a run, trained at full length: results, interruptions, and what is refused."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from cli.harness import Ended, nasdsl, transcript
from cli.stub_backend import StubBackend, StubEngine
from nasdsl.backend import DataSplit
from nasdsl.exploration import Run
from nasdsl.train_settings import TrainSettings


def interrupt() -> None:
    raise KeyboardInterrupt


def retrain(*more: str) -> Ended:
    return nasdsl("retrain", "run", "--epochs", "5", "--json", *more)


def only(run: Path) -> Path:
    (path,) = (run / "retrained").iterdir()
    return path


@pytest.mark.usefixtures("stub")
def test_the_network_of_the_least_error(run: Path) -> None:
    members = json.loads(nasdsl("report", "run", "--json").out)["front"]
    best = max(members, key=lambda member: member["metrics"]["accuracy"])
    ended = retrain()
    assert ended.code == 0
    found = json.loads(ended.out)
    assert (found["index"], found["hash"]) == (best["index"], best["hash"])
    assert (len(found["epochs"]), found["finished"]) == (5, True)
    last = found["epochs"][-1]
    assert found["test"] == {"accuracy": last["accuracy"], "loss": last["held_out_loss"]}
    assert json.loads(nasdsl("report", "run", "--json").out)["retrained"] == [found]
    assert "Retrained networks" in (run / "report.html").read_text("utf-8")


@pytest.mark.usefixtures("run", "stub")
def test_each_network_of_the_front_by_its_index() -> None:
    members = json.loads(nasdsl("report", "run", "--json").out)["front"]
    for member in members:
        assert json.loads(retrain("--index", member["index"]).out)["hash"] == member["hash"]
    assert len(json.loads(nasdsl("report", "run", "--json").out)["retrained"]) == len(members)
    first = members[0]
    named = nasdsl("decode", "run/spec.nas", "--index", first["index"], "--json").out
    Path("first.json").write_text(named, "utf-8")
    assert json.loads(retrain("--genotype", "first.json").out)["hash"] == first["hash"]


@pytest.mark.usefixtures("stub")
def test_a_network_that_another_one_dominates(run: Path) -> None:
    searched = Run.read(run)
    front = {member.hash for member in searched.front}
    other = next(c for c in searched.candidates if c.status == "ok" and c.hash not in front)
    assert json.loads(retrain("--index", str(other.index)).out)["hash"] == other.hash
    assert "Retrained networks" in (run / "report.html").read_text("utf-8")


@pytest.mark.usefixtures("run")
def test_all_training_images_are_used(stub: StubBackend, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[tuple[int, int]] = []
    engine = StubBackend.engine

    def seen(self: StubBackend, data: DataSplit, settings: TrainSettings) -> StubEngine:
        sizes.append((len(data.train.y), len(data.held_out.y)))
        return engine(self, data, settings)

    monkeypatch.setattr(StubBackend, "engine", seen)
    assert retrain().code == 0
    assert sizes == [(1437, 360)]
    assert stub.trained == 1


@pytest.mark.parametrize("at", [1, 3, 5])
def test_an_interrupted_training_goes_on(run: Path, stub: StubBackend, at: int) -> None:
    stub.after[at] = interrupt
    stopped = retrain()
    told = f"interrupted: {only(run)} keeps {at} of 5 epochs, and the same command goes on\n"
    assert stopped == (130, "", told)
    report = nasdsl("report", "run").out
    assert f"retrained, {at} of 5 epochs: test accuracy " in report
    del stub.after[at]
    resumed, kept = retrain(), only(run).read_bytes()
    assert resumed.code == 0
    only(run).unlink()
    assert retrain() == resumed
    assert only(run).read_bytes() == kept


@pytest.mark.usefixtures("run")
def test_an_interruption_before_the_first_epoch(stub: StubBackend) -> None:
    stub.at[1] = interrupt
    assert retrain() == (130, "", "interrupted before the end of the first epoch\n")


@pytest.mark.usefixtures("run")
def test_what_is_finished_is_not_done_again(stub: StubBackend) -> None:
    first = retrain()
    assert retrain() == first
    assert stub.trained == 1


def test_a_damaged_checkpoint_is_refused(run: Path, stub: StubBackend) -> None:
    retrain()
    path, whole = only(run), only(run).read_bytes()
    crafted = b"[1]\nstate"
    checksum = hashlib.sha256(crafted).hexdigest().encode()
    damaged = (b"", whole[:-1], whole[:100] + b"x" + whole[101:], checksum + b"\n" + crafted)
    for content in damaged:
        path.write_bytes(content)
        ended = retrain()
        assert (ended.code, ended.out) == (1, "")
        assert ended.err.startswith(f"error: {path} is damaged: ")
        assert "help: remove the file to train the network from the start" in ended.err
        assert nasdsl("report", "run").code == 1
    assert stub.trained == 1


def test_what_is_told(run: Path, stub: StubBackend) -> None:
    stub.after[2] = interrupt
    nasdsl("retrain", "run", "--epochs", "3")
    del stub.after[2]
    transcript(
        "retrain",
        [
            "retrain run --epochs 4 --set train.clip=5",
            "retrain run --epochs 3 --seed 1",
            "retrain run --epochs 3",
            "retrain run --epochs 3",
            "report run",
            "retrain run --index 0",
            "retrain nowhere",
            "retrain run --index x",
        ],
    )


def test_a_network_that_cannot_be_trained(run: Path, stub: StubBackend) -> None:
    stub.failing = "0123456789abcdef"
    assert retrain() == (1, "", "error: the loss is nan\n")
    assert not (run / "retrained").exists()
