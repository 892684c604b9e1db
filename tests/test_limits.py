"""Limits are checked before the work that they bound: counted in lines of Python that are run."""

from __future__ import annotations

from functools import partial

import pytest

from nasdsl import limits
from nasdsl.errors import NasdslError
from nasdsl.language.library import decode_text
from nasdsl.language.parser import parse
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source
from nasdsl.util.integers import number_text, rounded_text
from oracle.counted import lines_run

HEAD = "space s\ninput 4 x 4 x 1\nclasses 2\n"


def space_of(*lines: str) -> SearchSpace:
    return SearchSpace(parse(Source("s.nas", "\n".join([HEAD, *lines, ""]))))


def test_long_numbers_are_rounded_and_not_cut() -> None:
    for value, text in (
        (1_076_746_950_455_072_400, "1.08e18"),
        (9_996 * 10**60, "1.00e64"),
        (2**60_000, "6.31e18061"),
    ):
        with limits.deep_recursion():
            assert rounded_text(value) == text
            assert number_text(value).endswith(f"({text})")


@pytest.mark.parametrize("family", ["gene g[99999999] = 4 | 8", "cell g[99999999] = relu"])
def test_a_family_that_is_too_large(family: str) -> None:
    def work() -> None:
        with pytest.raises(NasdslError, match=f"a family has 1 to {limits.ARMS:,} members"):
            space_of(family, "network = relu")

    small = lines_run(lambda: space_of("gene g[2] = 4 | 8", "network = relu"))
    assert lines_run(work, 100 * small) < 2 * small


def chained(genes: int) -> SearchSpace:
    """Genes, each related to the next one."""
    declared = [f"gene a{n} = 1 | 2 | 3" for n in range(genes)]
    required = [f"require a{n} <= a{n + 1}" for n in range(genes - 1)]
    return space_of(*declared, *required, "network = relu * a0")


def test_genes_that_are_related_in_a_chain_are_counted_one_by_one() -> None:
    assert chained(3).count() == 10  # of three values, three that do not fall: C(5, 3)
    small, large = (lines_run(chained(genes).count) for genes in (60, 240))
    assert large < 5 * small


def test_a_sum_over_many_repetitions_is_a_number() -> None:
    space = space_of("network = (relu | zero) * (1..2000)")
    assert space.count() == 2**2001 - 2
    formula, symbols = space.formula()
    with limits.deep_recursion():
        assert (int(formula), symbols) == (2**2001 - 2, {})


def test_a_sum_over_few_repetitions_is_written_out() -> None:
    formula, _ = space_of(f"network = (relu | zero) * (1..{limits.TERMS})").formula()
    assert formula.count("+") == limits.TERMS - 1


@pytest.mark.parametrize("line", ["block b = relu\n", "network = relu -> relu\n"])
def test_a_text_that_is_too_long_is_not_read(line: str) -> None:
    data = line.encode() * (limits.FILE_BYTES // len(line) + 1)

    def work() -> None:
        with pytest.raises(NasdslError, match="larger than 500 kB, too large for a spec"):
            decode_text("s.nas", data)

    assert lines_run(work) < 10_000


def test_each_definition_that_nothing_uses_is_looked_at_once() -> None:
    def warned(definitions: int) -> int:
        unused = [f"block b{n} = relu" for n in range(definitions)]
        space = space_of(*unused, "network = relu")
        return lines_run(lambda: space.warnings)

    warned(1)  # imports what it needs
    assert warned(400) < 5 * warned(100)


def doubling(levels: int) -> SearchSpace:
    """Definitions, each of which uses the one before it twice."""
    doubled = [f"block d{n} = d{n - 1} -> d{n - 1}" for n in range(1, levels + 1)]
    return space_of("block d0 = relu | identity", *doubled, f"network = d{levels}")


def counted_parts(levels: int) -> list[int]:
    space = doubling(levels)
    space.formula()
    return [part.genotypes for part in space.parts()]


def test_a_definition_that_is_used_again_is_written_out_and_counted_once() -> None:
    assert counted_parts(3) == [2, 2**2, 2**4, 2**8]
    small, large = (lines_run(partial(counted_parts, levels)) for levels in (5, 10))
    assert large < 8 * small


def test_what_is_written_out_once_counts_as_often_as_it_is_used() -> None:
    with pytest.raises(NasdslError, match="uses definitions more than"):
        doubling(14)


def test_what_is_written_out_once_is_as_deep_where_it_is_used_again() -> None:
    nested = [f"block d{n} = d{n - 1} -> relu" for n in range(1, limits.DEPTH)]
    every = " -> ".join(f"d{n}" for n in range(limits.DEPTH))
    with pytest.raises(NasdslError, match=f"nested more than {limits.DEPTH} deep"):
        space_of("block d0 = relu", *nested, f"network = {every}")


def test_many_genes_that_are_followed_at_once_end_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    total = " + ".join(f"g[{number}]" for number in range(1, 51))
    text = f"gene g[50] = 0 | 1\nnetwork = relu * ({total})"
    spaces = [space_of("network = relu")]  # imports what it needs
    lines_run(lambda: spaces.append(space_of(text)), 6_000_000)
    monkeypatch.setattr(limits, "FOLLOWED", 1_000)
    with pytest.raises(NasdslError, match="what follows 50 genes has too many cases"):
        spaces[1].count()


def test_a_network_of_too_many_operations_is_refused_by_its_limit() -> None:
    space = space_of("cell c = (relu -> tanh) * 100", "network = (c * 100) * 100")
    with pytest.raises(NasdslError, match=f"{limits.STEPS:,} operations at most") as caught:
        space.decode(space.unrank(0))
    assert caught.value.help == "repeat its parts less often, or make them smaller"


def test_the_branches_of_a_wide_merge_count_as_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of each of n branches those before it are sorted: the budget ends that before n squared."""
    space = space_of("network = add([relu | tanh] * 10000)")
    monkeypatch.setattr(limits, "SETS", 10_000)
    assert lines_run(space.extremes, 5_000_000) > 100_000
    assert space.extremes() is None
