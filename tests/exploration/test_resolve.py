from __future__ import annotations

from dataclasses import replace
from typing import Any
from unittest.mock import Mock

import numpy as np
import pytest

from exploration.stub_space import SETTINGS, StubSpace
from nasdsl.errors import NasdslError
from nasdsl.experiment.model import Crossover, Mutation
from nasdsl.exploration.settings import resolve_settings

LARGE = StubSpace(radices=(2**30, 2**30, 4))


@pytest.mark.parametrize(
    ("strategy", "crossover", "mutation"),
    [
        ("nsga2", Crossover("uniform"), Mutation("reset")),
        ("pouy", Crossover("sbx"), Mutation("polynomial")),
        ("random", None, None),
    ],
)
def test_a_strategy_has_operators_of_its_own(
    strategy: str, crossover: Crossover | None, mutation: Mutation | None
) -> None:
    resolved = resolve_settings(StubSpace(), replace(SETTINGS, strategy=strategy))
    assert (resolved.crossover, resolved.mutation) == (crossover, mutation)
    assert mutation is None or mutation.per == "individual"


def test_operators_are_kept() -> None:
    wanted = replace(
        SETTINGS, crossover=Crossover("uniform", p=0.5), mutation=Mutation("reset", p=0.1)
    )
    assert resolve_settings(StubSpace(), wanted) == wanted


def test_packed_refuses_what_floats_cannot_hold() -> None:
    assert resolve_settings(LARGE, SETTINGS).crossover == Crossover("uniform")
    with pytest.raises(NasdslError, match="strategy = nsga2"):
        resolve_settings(LARGE, replace(SETTINGS, strategy="pouy"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"strategy": "nsga"}, "no strategy 'nsga'\n  help: did you mean 'nsga2'"),
        (
            {"crossover": Crossover("sbx")},
            "has no crossover 'sbx'\n  help: use crossover = uniform()",
        ),
        ({"mutation": Mutation("polynomial")}, "or strategy = pouy"),
        ({"crossover": Crossover("sbc")}, "no crossover 'sbc'\n  help: did you mean 'sbx'"),
        ({"mutation": Mutation("gauss")}, "no mutation 'gauss'"),
        ({"mutation": Mutation("reset", per="cell")}, "no rate of mutation 'cell'"),
        ({"mutation": Mutation("reset", p=1.5)}, "p of reset is 1.5, no probability"),
        (
            {"crossover": Crossover("uniform", eta=-1)},
            "eta of uniform is -1.0, but must be at least 0",
        ),
        (
            {"crossover": Crossover("uniform", p=float("nan"))},
            "the p of uniform is a finite number, not nan",
        ),
        ({"population": 1}, "population is 1, but must be at least 2"),
        ({"generations": 0}, "generations is 0, but must be at least 1"),
        ({"minimize": ()}, "number of objectives is 0, but must be at least 1"),
    ],
)
def test_refused(change: dict[str, Any], message: str) -> None:
    with pytest.raises(NasdslError) as caught:
        resolve_settings(StubSpace(), replace(SETTINGS, **change))
    assert message in str(caught.value)


def test_operators_of_a_strategy_that_has_none_are_refused() -> None:
    for change, message in (
        ({"crossover": Crossover("uniform")}, "has no crossover\n  help: leave out crossover"),
        ({"mutation": Mutation("reset")}, "has no mutation\n  help: leave out mutation"),
    ):
        with pytest.raises(NasdslError, match=message):
            resolve_settings(StubSpace(), replace(SETTINGS, strategy="random", **change))
        with pytest.raises(NasdslError, match=message):
            resolve_settings(StubSpace(), replace(SETTINGS, **change), own=lambda *_: Mock())


def test_of_a_strategy_of_ones_own_that_of_the_settings_asks_nothing() -> None:
    pouy = replace(SETTINGS, strategy="pouy", population=1)
    resolved = resolve_settings(LARGE, pouy, own=lambda *_: Mock())
    assert (resolved.crossover, resolved.mutation) == (None, None)


def test_numbers_of_numpy_are_those_of_python() -> None:
    operators = {"crossover": Crossover("uniform", p=np.float32(0.5)), "mutation": None}  # type: ignore[arg-type]
    sizes = {"population": np.int64(4), "generations": np.int32(3)}
    resolved = resolve_settings(StubSpace(), replace(SETTINGS, **operators, **sizes))  # type: ignore[arg-type]
    assert (resolved.population, resolved.generations) == (4, 3)
    assert type(resolved.population) is type(resolved.generations) is int
    assert resolved.crossover == Crossover("uniform", p=0.5)


def test_random_search_needs_one_candidate() -> None:
    resolve_settings(StubSpace(), replace(SETTINGS, strategy="random", population=1))
