"""Names that other frameworks have: each leads to one that there is, and hides none."""

from __future__ import annotations

from nasdsl.ops import MERGES, OPERATIONS, Op
from nasdsl.ops.synonyms import PARAMETERS, SENTENCES, operation

KNOWN = (*OPERATIONS.values(), *MERGES.values())


def test_what_is_suggested_is_there() -> None:
    assert set(PARAMETERS) <= {p.name for op in OPERATIONS.values() for p in op.parameters}


def test_a_word_means_one_operation_and_is_none_itself() -> None:
    words = [*SENTENCES, *(word for each in KNOWN for word in each.aliases.split())]
    assert len(words) == len(set(words)) > 100
    assert not {*words} & {each.name.replace("_", "") for each in KNOWN}


def test_capitals_and_underscores_are_of_no_account() -> None:
    assert operation("Conv2D", KNOWN) == operation("conv_2d", KNOWN) == "did you mean 'conv'?"
    assert operation("nothing_like_it", KNOWN) is None


def test_an_added_operation_has_other_names_too() -> None:
    added = Op("space_to_depth", "", aliases="pixelunshuffle")
    assert operation("PixelUnshuffle", (*KNOWN, added)) == "did you mean 'space_to_depth'?"
