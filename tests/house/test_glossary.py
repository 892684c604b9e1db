"""The glossary's words: each has one home, which is there."""

from __future__ import annotations

import importlib
import re
from collections import Counter

import pytest

from house.drawn_docstrings import drawn
from house.measures import ROOT

TEXT = (ROOT / "docs/dev/glossary.md").read_text("utf-8")
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| `([\w.]+)` \|$", re.MULTILINE)
ROWS: list[tuple[str, str, str]] = ROW.findall(TEXT)


@pytest.mark.parametrize(("word", "home"), [(word, home) for word, _, home in ROWS])
def test_a_word_has_its_home(word: str, home: str) -> None:
    module, _, name = home.rpartition(".")
    assert getattr(importlib.import_module(module), name) is not None


def test_a_word_and_a_home_stand_there_once() -> None:
    words = [word for row, *_ in ROWS for word in row.split(", ")]
    assert max(Counter(words).values()) == 1
    assert max(Counter(home for *_, home in ROWS).values()) == 1


def test_thirty_words_come_first() -> None:
    _, first, *others = TEXT.split("\n## ")
    assert first.startswith("Thirty words")
    assert len(ROW.findall(first)) == 30
    assert sum(len(ROW.findall(section)) for section in others) == len(ROWS) - 30


def test_a_table_has_no_gaps() -> None:
    assert "|\n\n|" not in TEXT


def test_a_seed_draws_the_same_docstrings() -> None:
    assert drawn(7) == drawn(7) != drawn(8)
    assert len({place for place, _ in drawn(7)}) == 25
