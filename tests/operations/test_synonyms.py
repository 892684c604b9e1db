"""Names that other frameworks have: each leads to one that there is, and hides none."""

from __future__ import annotations

from nasdsl.space.ops import MERGES, OPERATIONS
from nasdsl.space.synonyms import NAMES, PARAMETERS, SENTENCES, operation

KNOWN = {*OPERATIONS, *MERGES}


def test_what_is_suggested_is_there() -> None:
    assert set(NAMES) <= KNOWN
    assert set(PARAMETERS) <= {p.name for op in OPERATIONS.values() for p in op.parameters}


def test_a_word_means_one_operation_and_is_none_itself() -> None:
    words = [*SENTENCES, *(word for line in NAMES.values() for word in line.split())]
    assert len(words) == len(set(words))
    assert not {*words} & {name.replace("_", "") for name in KNOWN}


def test_capitals_and_underscores_are_of_no_account() -> None:
    assert operation("Conv2D") == operation("conv_2d") == "did you mean 'conv'?"
    assert operation("nothing_like_it") is None
