from __future__ import annotations

import math
import random
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nasdsl.errors import RunError
from nasdsl.exploration import store as stores
from nasdsl.exploration.problem import Evaluation
from nasdsl.exploration.store import Store
from nasdsl.exploration.strategy import Candidate

finite = st.floats(allow_nan=False, allow_infinity=False)
words = st.text(st.characters(codec="utf-8"), max_size=8)
whole = st.integers(0, 10**30)
candidates = st.builds(
    Candidate,
    index=whole,
    hash=words,
    params=whole,
    macs=whole,
    status=st.sampled_from(["ok", "infeasible", "failed"]),
    values=st.lists(finite, max_size=3).map(tuple),
    violation=st.floats(0, allow_nan=False),
    reason=words,
    cached=st.booleans(),
)
evaluations = st.builds(
    Evaluation,
    hash=words,
    metrics=st.dictionaries(words, finite, max_size=3),
    reason=words,
    seconds=st.floats(0, 1e6),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "run.sqlite"
    stores.create_store(path)
    return path


@given(st.lists(candidates, min_size=1, max_size=5), evaluations)
def test_what_is_recorded_is_read(asked: list[Candidate], evaluation: Evaluation) -> None:
    with Store() as store:
        for position, candidate in enumerate(asked):
            store.record(3, position, candidate, None if position else evaluation)
        store.record_test(evaluation)
        assert store.generation(3) == dict(enumerate(asked))
        assert store.generations() == [asked]
        assert store.generation(2) == {}
        assert store.evaluations() == store.tests() == {evaluation.hash: evaluation}


def test_it_is_kept_in_the_file(path: Path) -> None:
    candidate = Candidate(1, violation=math.inf)
    with Store(path) as store:
        store.record(0, 0, candidate, Evaluation("a", {"loss": 0.1}, "", 1.0))
    with Store(path) as store:
        assert store.generations() == [[candidate]]
        assert list(store.evaluations()) == ["a"]


def test_a_candidate_and_its_evaluation_are_kept_together_or_not_at_all(path: Path) -> None:
    with Store(path) as store:
        store.record(0, 0, Candidate(1), None)
        with pytest.raises(RunError):
            store.record(0, 0, Candidate(1), Evaluation("a", {}, "", 1.0))
        assert store.evaluations() == {}
        store.record(0, 1, Candidate(1), Evaluation("a", {}, "", 1.0))


def test_a_report_can_read_while_the_search_writes(path: Path) -> None:
    with Store(path) as writer, Store(path) as reader:
        writer.record(0, 0, Candidate(1), None)
        assert len(reader.generation(0)) == 1
        writer.record(0, 1, Candidate(1), None)
        assert len(reader.generation(0)) == 2


def filled(path: Path) -> int:
    with Store(path) as store:
        for position in range(40):
            store.record(0, position, Candidate((position,), reason="x" * 900), None)
    return path.stat().st_size


def test_empty(path: Path) -> None:
    path.write_bytes(b"")
    with (
        pytest.raises(RunError, match=r"run\.sqlite holds no search\n  help"),
        Store(path) as store,
    ):
        store.generations()


@pytest.mark.parametrize("share", [0.01, 0.3, 0.9])
def test_truncated(path: Path, share: float) -> None:
    size = filled(path)
    with path.open("r+b") as file:
        file.truncate(int(size * share))
    with pytest.raises(RunError, match=r"run\.sqlite is damaged"), Store(path) as store:
        store.generations()


@pytest.mark.parametrize("seed", range(5))
def test_overwritten_by_random_bytes(path: Path, seed: int) -> None:
    size = filled(path)
    rng = random.Random(seed)
    with path.open("r+b") as file:
        file.seek(rng.randrange(size // 2) if seed else 0)
        file.write(rng.randbytes(size // 3))
    with pytest.raises(RunError, match=r"run\.sqlite is damaged"), Store(path) as store:
        store.generations()


def test_a_damaged_cell(path: Path) -> None:
    filled(path)
    db = sqlite3.connect(path)
    with db:
        db.execute("UPDATE candidates SET \"values\" = '[1, ' WHERE position = 7")
    db.close()
    with Store(path) as store, pytest.raises(RunError, match=r"run\.sqlite is damaged"):
        store.generation(0)


def test_another_version(path: Path) -> None:
    db = sqlite3.connect(path)
    with db:
        db.execute("UPDATE meta SET value = '0'")
    db.close()
    with pytest.raises(RunError, match="written by another version of nasdsl"):
        Store(path)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="cannot open"):
        Store(tmp_path / "no" / "run.sqlite")
    with pytest.raises(RunError, match="cannot open"):
        Store(tmp_path / "none.sqlite")
    assert list(tmp_path.iterdir()) == []


def test_names_with_special_characters(tmp_path: Path) -> None:
    path = tmp_path / "100% sure? #1.sqlite"
    stores.create_store(path)
    with Store(path) as store:
        store.record(0, 0, Candidate(1), None)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
