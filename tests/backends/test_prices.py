"""What `auto` takes follows from what is counted."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from nasdsl_flax.modes import MODES, SPECIALISED, TOGETHER, UNIVERSAL
from nasdsl_flax.prices import CPU, GPU, cheapest, priced_count, seconds
from nasdsl_flax.rule import nothing
from nasdsl_flax.select_policy import blend_everything, cheap

from nasdsl.api import load
from nasdsl.backend import Workload
from nasdsl.language.parser import parse
from nasdsl.program import cost
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source
from nasdsl.training.modes import drawn

PLENTY = 2**40
LOOPED = """
space looped input 4 x 4 x 1 classes 2
block op = conv(1, filters=1) | conv(3, filters=1) | (relu | tanh)
network = (op -> relu) * 3 -> flatten -> dense(2)
"""


@cache
def work(name: str, networks: int, steps: int) -> Workload:
    space = load(name)
    staged = tuple(space.stage(network) for network in drawn(space, 4))
    return Workload(networks, 1, steps, 64, staged)


def test_what_runs_of_a_program_is_what_the_network_is() -> None:
    """Three rounds of op and relu, flatten and dense: 4 x 4 places, 1 or 9 taps."""
    space = SearchSpace(parse(Source("looped.nas", LOOPED)))
    for index in range(space.count()):
        network = space.decode(space.unrank(index))
        staged = space.stage(network)
        own, shared = (
            priced_count(p, s, nothing) for p, s in ((network.program, {}), _parts(staged))
        )
        assert own.macs == shared.macs == cost.macs(network.program)
        assert own.operations == shared.operations == len(network.program.steps)
        assert (own.switches, own.numbers) == (0, shared.numbers)
        assert shared.switches >= 3
        assert priced_count(*_parts(staged), blend_everything).macs == 3 * 16 * (1 + 9 - 1) + 32
        assert priced_count(*_parts(staged), cheap).macs == own.macs


def _parts(staged: object) -> tuple[object, object]:
    return staged.program, staged.settings  # type: ignore[attr-defined]


def test_what_compiling_costs_decides() -> None:
    few = work("nasbench201", 2, 10_000)
    assert cheapest(few, True, PLENTY) is SPECIALISED
    many = replace(few, networks=100, steps=10)
    assert cheapest(many, True, PLENTY) is UNIVERSAL
    assert cheapest(replace(many, keys=1000), True, PLENTY) is SPECIALISED


def test_modes_that_decide_alike_cost_alike_and_the_first_is_taken() -> None:
    """No arm of nasbench201's edges that multiplies is a single convolution."""
    workload = replace(work("nasbench201", 2, 10_000), networks=1000)
    costs = [seconds(workload, mode, GPU) for mode in MODES[1:4]]
    assert costs[0] == costs[1] == costs[2]
    assert cheapest(workload, False, 2**30) in (UNIVERSAL, SPECIALISED)


def test_what_does_not_fit_is_not_taken() -> None:
    workload = work("pouy_digits", 1000, 500)
    assert cheapest(workload, False, PLENTY) is TOGETHER
    assert cheapest(workload, False, 2**27) is not TOGETHER
    assert cheapest(workload, False, 0) is SPECIALISED


@pytest.mark.parametrize("price", [CPU, GPU])
@pytest.mark.parametrize("mode", MODES)
def test_more_work_costs_more(price: object, mode: object) -> None:
    workload = work("pouy_digits", 1000, 500)
    base = seconds(workload, mode, price)  # type: ignore[arg-type]
    for more in ({"networks": 1001}, {"steps": 501}, {"batch": 65}):
        assert seconds(replace(workload, **more), mode, price) > base  # type: ignore[arg-type]
