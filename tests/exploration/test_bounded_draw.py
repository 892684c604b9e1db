"""A bound on cost that few genotypes keep: the first generation keeps it."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

import nasdsl
from nasdsl import limits
from nasdsl.errors import SpecError
from nasdsl.exploration import run_search as search
from nasdsl.exploration.bounded_draw import BoundedDraw
from nasdsl.genome.genotype import Genotype
from nasdsl.program.architecture import Architecture

SPEC = """space few
input 8 x 8 x 1
classes 10
block layer = conv(3 | 5 | 7, filters=32..512 by 32) -> relu
network = layer * (1..4) -> global_avg_pool -> dense(classes)
require params <= 3k
search { population = 4 generations = 2 }
"""


def size(network: Architecture) -> dict[str, float]:
    return {"error": 1 / network.params}


def test_seven_of_five_millions() -> None:
    space = nasdsl.loads(SPEC)
    assert space.count() == 5_421_360
    result = search(space, size)
    assert result.history[0].infeasible == 0
    assert result.front[0].params <= 3000


def test_the_first_generation_is_not_one_network() -> None:
    space = nasdsl.loads(SPEC)
    draw = BoundedDraw(space, Random(0))
    drawn = [draw() for _ in range(12)]
    assert all(map(space.keeps_bounds, drawn))
    assert len({genotype.index for genotype in drawn}) >= 4


@pytest.mark.parametrize("bound", ["params <= 28", "params >= 1084610", "28 < params <= 31"])
def test_one_of_millions_where_certified_costs_take_too_long(bound: str) -> None:
    """Four layers of 200 widths; 28 and 1,084,610 parameters are the least and the greatest."""
    text = f"""space wide input 8 x 8 x 1 classes 10
    network = conv(3 | 1, filters=1..200) * 4 -> global_avg_pool -> dense(classes)
    require {bound}"""
    space = nasdsl.loads(text)
    witness = space.feasibility.witness
    assert witness is not None
    assert space.keeps_bounds(witness)


def test_bounds_that_no_network_keeps_end_a_search_before_it_begins(tmp_path: Path) -> None:
    space = nasdsl.loads(SPEC.replace("3k", "649"))
    with pytest.raises(SpecError, match=r"E705.*params are at least 650"):
        search(space, size, out=tmp_path / "run")
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    ("bounds", "number"),
    [
        ("params <= 3k", None),
        ("params <= 649", 0),
        ("params <= 40M", 5_421_360),
        ("params <= 649 require macs <= 1", 0),
        ("params * macs <= 3k", None),
    ],
)
def test_how_many_keep_bounds_where_costs_tell(bounds: str, number: int | None) -> None:
    assert nasdsl.loads(SPEC.replace("params <= 3k", bounds)).feasible() == number


@pytest.mark.parametrize(("bound", "index"), [("params > 9k", 1), ("params > 10k", None)])
def test_of_few_networks_each_is_tried_where_certified_costs_take_too_long(
    bound: str, index: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "DIVIDED", 0)
    text = f"""space few input 8 x 8 x 1 classes 10
    network = conv(3, filters=1 | 1000) -> global_avg_pool
    require {bound}"""
    known = nasdsl.loads(text).feasibility
    assert known.proved == (index is None)
    assert (known.witness and known.witness.index) == index
    if index is None:
        with pytest.raises(SpecError, match=r"E705.*no network keeps params > 10k"):
            nasdsl.loads(text).check_bounds()


def test_how_many_keep_bounds_of_sixteen() -> None:
    text = """space few input 8 x 8 x 1 classes 10
    network = (conv(3, filters=4 | 8) -> relu) * 4 -> global_avg_pool -> dense(classes)
    require params <= 700"""
    space = nasdsl.loads(text)
    networks = [space.decode(space.unrank(index)) for index in range(16)]
    assert space.feasible() == sum(network.params <= 700 for network in networks) > 0


def test_where_half_of_the_genotypes_keep_a_bound_few_networks_are_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = """space half input 8 x 8 x 1 classes 10
    network = conv(3, filters=1..100) * 2 -> global_avg_pool
    require params <= 20k"""
    space = nasdsl.loads(text)
    keeps, tried = space.keeps_bounds, list[int]()

    def counting(genotype: Genotype) -> bool:
        tried.append(genotype.index)
        return keeps(genotype)

    monkeypatch.setattr(space, "keeps_bounds", counting)
    draw = BoundedDraw(space, Random(0))
    assert all(keeps(draw()) for _ in range(20))
    assert len(tried) < 5 * 20
