"""What screens say of all networks of a space holds of networks that are drawn from it.

The JSON that commands print is attacked: each count, bound, greatest and least number, and 'none'.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from random import Random
from typing import Any

import pytest

from cli.harness import nasdsl
from nasdsl import limits
from nasdsl.api import load
from nasdsl.errors import NasdslError
from nasdsl.language import library
from nasdsl.program.architecture import Architecture
from nasdsl.program.shapes import InvalidNetwork
from nasdsl.searchspace import SearchSpace

DRAWS, LONG_DRAWS = 2, 40
WORK, LONG_WORK = "300", "75000"


def printed(*args: str) -> Any:
    ended = nasdsl(*args, "--json")
    assert (ended.code, ended.err) == (0, "")
    return json.loads(ended.out)


class Sample:
    """Genotypes of a space, drawn whatever bounds on costs say: networks, and those that fail."""

    def __init__(self, name: str, number: int) -> None:
        self.space = load(name)
        self.genomes: list[list[int]] = []
        self.networks: list[Architecture] = []
        self.failed = 0
        for genome in drawn(self.space, number):
            self.genomes.append(genome)
            try:
                self.networks.append(self.space.decode(genome))
            except InvalidNetwork:
                self.failed += 1


def drawn(space: SearchSpace, number: int) -> list[list[int]]:
    """Genotypes with any values at their loci that are in the space; the first and the last."""
    rng = Random(0)
    try:
        indices = [0, space.count() - 1, *(rng.randrange(space.count()) for _ in range(number))]
    except NasdslError:  # they have no indices
        return []
    return [[*space.unrank(index)] for index in indices]


def attack_count(sample: Sample, told: Mapping[str, Any]) -> None:
    least, most = map(int, told["bounds"])
    assert told["genotypes"] in (None, str(most))
    assert least <= most <= int(told["flat"])
    assert (told["genotypes"] is None) == (least < most)
    distinct = len(set(map(tuple, sample.genomes)))
    assert distinct <= most
    if told["failing_bounds"] is not None:
        fewest, greatest = map(int, told["failing_bounds"])
        assert fewest <= greatest <= most
        assert sample.failed == 0 or greatest > 0, "none fails"
        assert not sample.networks or fewest < most, "all fail"
    if told["witness"] is not None:
        with pytest.raises(InvalidNetwork):
            sample.space.decode(told["witness"]["genome"])


def attack_plan(sample: Sample, told: Mapping[str, Any]) -> None:
    for network in sample.networks:
        for cost, (least, most) in (told["extremes"] or {}).items():
            assert least <= getattr(network, cost) <= most, cost
        if told["all_keys"]:
            assert network.params <= told["params"], "the largest program holds every network"
            key = sample.space.shape_key(list(network.genome))
            paths = {sample.space.loci[at].path for at, _ in key}
            assert paths <= set(told["static"])
    assert (told["ended"] is None) == told["all_keys"]
    assert told["keys"] <= told["limits"]["keys"]
    assert len(told["static"]) <= told["loci"] == len(sample.space.loci)


def attack_check(sample: Sample, told: list[Mapping[str, Any]]) -> None:
    assert sample.networks or not sample.genomes
    assert not [each for each in told if each["severity"] == "error"]


def attack_show(sample: Sample, name: str) -> None:
    for genome, network in zip(sample.genomes, sample.networks, strict=False):
        if sample.failed:
            return
        index = str(sample.space.rank(genome))
        told = printed("show", name, "--index", index)
        costs = {cost: told[cost] for cost in ("params", "macs", "memory", "hash")}
        assert costs == {cost: getattr(network, cost) for cost in costs}
        assert sum(layer["params"] for layer in told["layers"]) == network.params


def attack(name: str, draws: int, work: str) -> None:
    with limits.deep_recursion():  # for numbers of many digits
        sample = Sample(name, draws)
        attack_count(sample, printed("count", name))
        attack_plan(sample, printed("plan", name, "--work", work))
        attack_check(sample, printed("check", name))
        attack_show(sample, name)


@pytest.mark.parametrize("name", library.spec_names())
def test_screens_are_true_of_networks_that_are_drawn(name: str) -> None:
    attack(name, DRAWS, WORK)


@pytest.mark.long
@pytest.mark.parametrize("name", library.spec_names())
def test_screens_are_true_of_many_networks(name: str) -> None:
    attack(name, LONG_DRAWS, LONG_WORK)
