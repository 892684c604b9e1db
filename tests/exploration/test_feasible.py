"""A bound on cost that few genotypes keep: the first generation keeps it."""

from __future__ import annotations

import nasdsl
from nasdsl.exploration import search
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


def test_what_the_package_lists() -> None:
    assert set(dir(nasdsl)) == {*nasdsl.__all__, "__version__"}
    assert all(getattr(nasdsl, name) for name in dir(nasdsl))
