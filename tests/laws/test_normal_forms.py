"""Equal normal forms, equal hashes: on small networks that are much alike."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from hypothesis import assume, event, given, seed, settings
from hypothesis import strategies as st

from nasdsl.language.parser import parse
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source
from oracle.genotypes import found

HEAD = 'space forms "networks that are much alike"\ninput 2 x 2 x 2\n'
Tree = str | tuple[str, tuple["Tree", ...]]

LETTERS = ("relu", "conv(1)", "identity", "conv(1)", "zero", "sigmoid", "conv(1, bias=no)")
SUM: Tree = ("row", ("conv(1)", ("add", ("relu", "conv(1)"))))
KINDS = ("row", "row", "add", "add", "add", "multiply", "max", "mean", "concat")
UNORDERED = ("add", "multiply", "max", "mean")


def trees() -> st.SearchStrategy[Tree]:
    """Rows and merges, in each other, of a few letters."""
    return st.recursive(
        st.sampled_from((*LETTERS, SUM, SUM)),
        lambda inner: st.tuples(
            st.sampled_from(
                ("row", "row", "add", "add", "add", "multiply", "max", "mean", "concat")
            ),
            st.lists(inner, min_size=2, max_size=3).map(tuple),
        ),
        max_leaves=9,
    )


def text(tree: Tree) -> str:
    match tree:
        case str():
            return tree
        case ("row", parts):
            return " -> ".join(f"({text(part)})" for part in parts)
        case ("concat", parts):
            return f"concat([{', '.join(map(text, parts))}]) -> conv(1, filters=2)"
        case (kind, parts):
            return f"{kind}([{', '.join(map(text, parts))}])"


def shuffled(tree: Tree, random: Random) -> Tree:
    """The same network: merges in another order, sums in sums, identities and zeros in places."""
    if isinstance(tree, str):
        return tree if random.random() < 0.8 else ("row", (tree, "identity"))
    kind, parts = tree[0], [shuffled(part, random) for part in tree[1]]
    if kind in UNORDERED:
        random.shuffle(parts)
    if kind in ("add", "multiply", "max") and len(parts) > 2 and random.random() < 0.5:
        parts = [(kind, tuple(parts[:2])), *parts[2:]]
    if kind == "add" and random.random() < 0.2:
        parts.append(random.choice(("zero", ("row", ("conv(1)", "zero", "conv(1, bias=no)")))))
    return (kind, tuple(parts))


def changed(tree: Tree, random: Random) -> Tree:
    """Nearly the same network: somewhere, another letter or order."""
    if isinstance(tree, str):
        return random.choice(LETTERS)
    parts = list(tree[1])
    if random.random() < 0.3:
        random.shuffle(parts)
    at = random.randrange(len(parts))
    parts[at] = changed(parts[at], random)
    return (tree[0], tuple(parts))


def check(tree: Tree, random: Random, variants: int) -> None:
    near = [changed(tree, random) for _ in range(variants)]
    alike = [shuffled(each, random) for each in (tree, tree, tree, *near)]
    spec = parse(Source("forms.nas", f"{HEAD}network = {' | '.join(map(text, alike))}\n"))
    space = SearchSpace(spec)
    forms = [each.form for each in found(spec, len(alike)).genotypes]
    hashes = [space.decode(space.unrank(index)).hash for index in range(len(alike))]
    assert len(set(forms[:3])) == 1
    assert len(set(zip(forms, hashes, strict=True))) == len(set(forms)) == len(set(hashes))
    event(f"{len(set(forms))} different forms")


@seed(0)
@settings(max_examples=200, database=None, deadline=None)
@given(trees(), st.integers(0, 2**32))
def test_hashes_are_equal_where_normal_forms_are(tree: Tree, start: int) -> None:
    assume(not isinstance(tree, str))
    check(tree, Random(start), variants=5)


@pytest.mark.long
@seed(1)
@settings(max_examples=20_000, database=None, deadline=None)
@given(trees(), st.integers(0, 2**32))
def test_hashes_are_equal_where_normal_forms_are_at_length(tree: Tree, start: int) -> None:
    assume(not isinstance(tree, str))
    check(tree, Random(start), variants=5)


SHARED = "conv(1) -> add([relu, conv(1)])", "conv(1) -> add([relu, conv(1), conv(3)])"


@pytest.mark.parametrize("merge", UNORDERED)
def test_sums_that_begin_alike_are_added_in_any_order(merge: Callable[..., str]) -> None:
    one, other = SHARED
    spec = f"{HEAD}network = {merge}([{one}, {other}]) | {merge}([{other}, {one}])\n"
    space = SearchSpace(parse(Source("forms.nas", spec)))
    assert space.decode(space.unrank(0)).hash == space.decode(space.unrank(1)).hash
