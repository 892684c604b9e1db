"""Formulas of genes: they come to the count, genes apart, and no longer than the spec."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from random import Random

from hypothesis import given, seed, settings
from hypothesis import strategies as st

from nasdsl.language.parser import parse
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source
from oracle.formulas import calculated


def space_of(text: str) -> SearchSpace:
    return SearchSpace(parse(Source("text", f"space s\ninput 8 x 8 x 4\n{text}")))


DEPTHS: dict[str, Callable[[int, int], int]] = {
    "d[{}]": lambda d, base: d,
    "d[{}] + 1": lambda d, base: d + 1,
    "shift * d[{}]": lambda d, base: 2 * base * d,
    "shift": lambda d, base: 2 * base,
}


@st.composite
def specs(draw: st.DrawFn) -> tuple[str, int]:
    """Units that follow members of a family of genes, alone or with another gene; their count."""
    members = draw(st.integers(2, 4))
    wide, deep = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    each = st.tuples(st.integers(1, members), st.sampled_from([*DEPTHS]))
    uses = draw(st.lists(each, min_size=1, max_size=5))
    units = [f"unit(w[{n}], {form.format(n)})" for n, form in uses]
    used = sorted({n for n, form in uses if "d[" in form})
    shifted = any("shift" in form for _, form in uses)
    count = 0
    for depths in product(range(deep + 1), repeat=len(used)):
        of = dict(zip(used, depths, strict=True))
        for base in (1, 2) if shifted else (1,):
            count += 3 ** sum(DEPTHS[form](of.get(n, 0), base) for n, form in uses)
    count *= wide ** len({n for n, _ in uses})
    text = f"""
gene w[{members}] = 8..{8 * wide} by 8
gene d[{members}] = 0..{deep}
gene base = 1 | 2
gene shift = base * 2
block op = conv(3) | conv(5) | relu
block unit(f, n) = (op -> conv(1, filters=f)) * n
network = {" -> ".join(units)}
"""
    return text, count


@seed(0)
@settings(max_examples=150)
@given(specs(), st.randoms())
def test_formulas_of_genes_come_to_the_count(spec: tuple[str, int], rng: Random) -> None:
    text, count = spec
    space = space_of(text)
    formula, symbols = space.formula()
    assert calculated(formula, symbols) == space.count() == count
    index = rng.randrange(count)
    assert space.rank(space.unrank(index)) == index
    assert set(symbols) <= {"N_w", "N_op", "N_d", "N_base"}
    for part in space.parts():
        assert calculated(part.formula, part.symbols) == part.genotypes


def test_genes_stand_apart_in_a_formula() -> None:
    """Twelve genes that each unit follows alone: a sum for each, in place of one of 3^12 terms."""
    units = " -> ".join(f"unit(d[{n}])" for n in range(1, 13))
    op = "block op = conv(3) | conv(5)\nblock unit(n) = op * n\n"
    text = f"gene d[12] = 1..3\n{op}network = {units}"
    formula, symbols = space_of(text).formula()
    assert formula == "(N_op + N_op^2 + N_op^3)^12"
    assert symbols == {"N_op": 2}


def test_genes_are_parts() -> None:
    text = "gene w[3] = 8 | 16\ngene k = 3 | 5 | 7\nnetwork = conv(k, filters=w[1]) -> conv(w[3])"
    space = space_of(text)
    assert space.formula() == ("N_w^2 * N_k", {"N_w": 2, "N_k": 3})
    assert [(part.role, part.name, part.formula) for part in space.parts()] == [
        ("gene", "w", "N_w"),
        ("gene", "k", "N_k"),
    ]
