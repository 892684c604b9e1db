from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from stub_space import SETTINGS, StubSpace

from nasdsl.errors import NasdslError
from nasdsl.experiment import Crossover, Mutation
from nasdsl.exploration.resolve import resolve

LARGE = StubSpace(radices=(2**30, 2**30, 4))


def test_auto_is_packed_where_floats_are_exact() -> None:
    assert resolve(StubSpace(), SETTINGS) == replace(SETTINGS, encoding="packed")


def test_auto_is_loci_where_they_are_not() -> None:
    resolved = resolve(LARGE, SETTINGS)
    assert resolved.encoding == "loci"
    assert resolved.crossover == Crossover("uniform")
    assert resolved.mutation == Mutation("reset", per="individual")


def test_operators_for_loci_are_kept() -> None:
    wanted = replace(
        SETTINGS,
        encoding="loci",
        crossover=Crossover("uniform", p=0.5),
        mutation=Mutation("reset", p=0.1),
    )
    assert resolve(StubSpace(), wanted) == wanted


def test_packed_refuses_what_floats_cannot_hold() -> None:
    with pytest.raises(NasdslError, match="encoding = loci"):
        resolve(LARGE, replace(SETTINGS, encoding="packed"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"strategy": "nsga"}, "no strategy 'nsga'\n  help: did you mean 'nsga2'"),
        ({"encoding": "bits"}, "no encoding 'bits'\n  help: known: auto, packed, loci"),
        ({"crossover": Crossover("sbc")}, "no crossover 'sbc'\n  help: did you mean 'sbx'"),
        ({"mutation": Mutation("gauss")}, "no mutation 'gauss'"),
        ({"mutation": Mutation(per="cell")}, "no rate of mutation 'cell'"),
        ({"mutation": Mutation(p=1.5)}, "p of polynomial is 1.5, no probability"),
        ({"crossover": Crossover(eta=-1)}, "eta of sbx is -1, but must be at least 0"),
        ({"crossover": Crossover(p=float("nan"))}, "p of sbx is nan, no probability"),
        ({"population": 1}, "population is 1, but must be at least 2"),
        ({"generations": 0}, "generations is 0, but must be at least 1"),
        ({"minimize": ()}, "number of objectives is 0, but must be at least 1"),
    ],
)
def test_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(NasdslError) as caught:
        resolve(StubSpace(), replace(SETTINGS, **change))
    assert message in str(caught.value)


def test_random_search_needs_one_candidate() -> None:
    resolve(StubSpace(), replace(SETTINGS, strategy="random", population=1))
