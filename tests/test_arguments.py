"""Arguments that Python users give: seeds of every kind, and messages for what is none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

import nasdsl

SPEC = "space s\ninput 8 x 8 x 1\nnetwork = (conv(3 | 5) | max_pool(2)) * 9\n"
SPACE = nasdsl.loads(SPEC)

WRONG: dict[str, tuple[Callable[[Any], object], Any, str]] = {
    "sample": (
        SPACE.sample,
        "one",
        "a seed is a whole number from 0 on, a random.Random or a numpy",
    ),
    "draw": (SPACE.draw, 1.5, "a seed is a whole number from 0 on, .*, not 1.5"),
    "genotype": (lambda seed: SPACE.genotype({}, seed), [1], r"a seed is a whole .*, not \[1\]"),
    "encoding": (SPACE.encoding, "pouy", "(?s)no encoding 'pouy'.*known: packed, loci"),
    "unrank": (SPACE.unrank, "3", "an index is a whole number, not '3'"),
    "unrank-float": (SPACE.unrank, 3.0, "an index is a whole number, not 3.0"),
    "decode": (SPACE.decode, 3, r"(?s)row of whole numbers, not 3.*space.unrank\(index\)"),
    "rank": (SPACE.rank, None, "row of whole numbers, not None"),
    "load-text": (nasdsl.load, SPEC, r"(?s)this is the text of a spec.*nasdsl.loads reads a text"),
    "load-line": (nasdsl.load, "space s input 8 x 8 x 1 network = relu", "this is the text"),
    "load-number": (nasdsl.load, 3, "a spec is a path or the name of one, not 3"),
    "loads": (nasdsl.loads, Path("s.nas"), r"(?s)the text of a spec is a str, .*nasdsl.load reads"),
    "search-space": (lambda name: nasdsl.search(name, len), "s", "is searched is a space, not 's'"),
    "search-evaluate": (lambda x: nasdsl.search(SPACE, x), 3, "is a function of a network, not 3"),
    "search-strategy": (
        lambda strategy: nasdsl.search(SPACE, len, strategy=strategy),
        3,
        "a strategy is a name, or what makes one, not 3",
    ),
    "search-name": (
        lambda name: nasdsl.search(SPACE, len, strategy=name),
        "nsga3",
        "(?s)nsga3.*did you mean 'nsga2'",
    ),
    "search-out": (lambda out: nasdsl.search(SPACE, len, out=out), 3, "kept in a folder, not 3"),
    "search-resume": (lambda x: nasdsl.search(SPACE, len, resume=x), 3, "in a folder, not 3"),
    "search-other-folder": (
        lambda out: nasdsl.search(SPACE, len, out=out, resume="other"),
        "run",
        "continued in its own folder, other",
    ),
    "train-index": (lambda i: nasdsl.train(SPACE, i, "digitss"), np.int64(0), "no data set"),
    "train": (lambda name: nasdsl.train(name, 0, "digits"), "s", "of a space, not 's'"),
    "compile-space": (
        nasdsl.compile,
        SPACE,
        r"(?s)made of one network, not <SearchSpace s: 19,683 .*space.decode\(space.sample\(0\)\)",
    ),
    "compile-genotype": (nasdsl.compile, SPACE.unrank(0), "made of one network, not <Genotype 0:"),
}


@pytest.mark.parametrize(("function", "argument", "message"), WRONG.values(), ids=WRONG)
def test_a_wrong_argument_is_told(
    function: Callable[[Any], object], argument: Any, message: str
) -> None:
    with pytest.raises(nasdsl.NasdslError, match=message):
        function(argument)


@pytest.mark.parametrize("seed", [7, np.int64(7)])
def test_a_number_draws_what_a_source_draws_that_it_begins(seed: Any) -> None:
    assert SPACE.sample(seed) == SPACE.sample(Random(7)) != SPACE.sample(8)
    assert SPACE.draw(seed) == SPACE.draw(Random(7))
    assert SPACE.genotype({}, seed) == SPACE.genotype({}, Random(7))


def test_a_generator_of_numpy_draws_anew_each_time() -> None:
    one, other = np.random.default_rng(0), np.random.default_rng(0)
    drawn = [SPACE.sample(one) for _ in range(5)]
    assert drawn == [SPACE.sample(other) for _ in range(5)]
    assert len({genotype.index for genotype in drawn}) == 5
