"""Equal normal forms, equal hashes: on small networks that are much alike."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import assume, given, seed, settings
from hypothesis import strategies as st

from nasdsl.language.parser import parse
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source
from oracle.faults.forms import broken
from oracle.generate.alike import HEAD, UNORDERED, Tree, trees


@seed(0)
@settings(max_examples=200, database=None, deadline=None)
@given(trees(), st.integers(0, 2**32))
def test_hashes_are_equal_where_normal_forms_are(tree: Tree, start: int) -> None:
    assume(not isinstance(tree, str))
    assert not broken(tree, Random(start))


@pytest.mark.long
@seed(1)
@settings(max_examples=20_000, database=None, deadline=None)
@given(trees(), st.integers(0, 2**32))
def test_hashes_are_equal_where_normal_forms_are_at_length(tree: Tree, start: int) -> None:
    assume(not isinstance(tree, str))
    assert not broken(tree, Random(start))


SHARED = "conv(1) -> add([relu, conv(1)])", "conv(1) -> add([relu, conv(1), conv(3)])"


@pytest.mark.parametrize("merge", UNORDERED)
def test_sums_that_begin_alike_are_added_in_any_order(merge: Callable[..., str]) -> None:
    one, other = SHARED
    spec = f"{HEAD}network = {merge}([{one}, {other}]) | {merge}([{other}, {one}])\n"
    space = SearchSpace(parse(Source("forms.nas", spec)))
    assert space.decode(space.unrank(0)).hash == space.decode(space.unrank(1)).hash
