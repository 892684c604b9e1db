"""What screens say of all networks of a space holds of networks that are drawn from it.

The JSON that commands print is attacked: each count, bound, greatest and least number, and 'none'.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from random import Random
from typing import Any

import pytest

from cli.harness import nasdsl
from nasdsl import limits
from nasdsl.api import load
from nasdsl.errors import GenomeError, NasdslError
from nasdsl.genome.genotype import Genotype
from nasdsl.language import library
from nasdsl.program.architecture import Architecture
from nasdsl.program.shapes import InvalidNetwork
from nasdsl.searchspace import SearchSpace
from nasdsl.space.constraints import Constraints
from oracle.formulas import calculated

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
        self.genomes = drawn(self.space, number)
        self.networks: list[Architecture] = []
        self.failing: list[Genotype] = []
        for genome in self.genomes:
            try:
                self.networks.append(self.space.decode(genome))
            except InvalidNetwork:
                self.failing.append(genome)


def drawn(space: SearchSpace, number: int) -> list[Genotype]:
    """Different genotypes: the first, the last, those of the first and last values, and others."""
    rng = Random(0)
    try:
        indices = [0, space.count() - 1, *(rng.randrange(space.count()) for _ in range(number))]
    except NasdslError:  # they have no indices
        return []
    found = [space.unrank(index) for index in indices]
    loci = space.encoding("loci")
    for values in ([0] * len(loci.bounds), [bound - 1 for bound in loci.bounds]):
        with suppress(GenomeError):  # what is required excludes them
            found.append(loci.decode(values))
    return list({genome.loci: genome for genome in found}.values())


def attack_count(sample: Sample, told: Mapping[str, Any]) -> None:
    least, most = map(int, told["bounds"])
    assert told["genotypes"] in (None, str(most))
    assert least <= most <= int(told["flat"])
    assert (told["genotypes"] is None) == (least < most)
    assert len(sample.genomes) <= most
    failed = len(sample.failing)
    if told["failing_bounds"] is not None:
        fewest, greatest = map(int, told["failing_bounds"])
        assert fewest <= greatest <= most
        assert failed <= greatest, "none fails"
        assert fewest <= most - len(sample.networks), "all fail"
    if told["witness"] is not None:
        with pytest.raises(InvalidNetwork):
            sample.space.decode(told["witness"]["genome"])
    if told["feasible"] is not None:
        keeping = sum(map(sample.space.keeps_bounds, sample.genomes))
        assert keeping <= int(told["feasible"]) <= most - (len(sample.genomes) - keeping)
    attack_formulas(sample, told)


def attack_formulas(sample: Sample, told: Mapping[str, Any]) -> None:
    symbols = {name: int(value) for name, value in told["symbols"].items()}
    every = calculated(told["formula"], symbols)
    required = sample.space.space.constraints != Constraints()
    assert every >= int(told["bounds"][1]) if required else str(every) == told["genotypes"]
    parts = {
        part.name: str(calculated(part.formula, part.symbols)) for part in sample.space.parts()
    }
    assert parts == told["parts"]


def attack_plan(sample: Sample, told: Mapping[str, Any]) -> None:
    for network in sample.networks:
        for cost, (least, most) in (told["extremes"] or {}).items():
            assert least <= getattr(network, cost) <= most, cost
        if told["all_keys"]:
            assert network.params <= told["params"], "the largest program holds every network"
            key = sample.space.shape_key(list(network.genome))
            paths = {sample.space.loci[at].path for at, _ in key}
            assert paths <= set(told["static"])
    if told["all_keys"]:
        assert len({*map(sample.space.shape_key, sample.genomes)}) <= told["keys"]
    assert (told["ended"] is None) == told["all_keys"]
    assert told["keys"] <= told["limits"]["keys"]
    assert len(told["static"]) <= told["loci"] == len(sample.space.loci)


def attack_check(sample: Sample, told: list[Mapping[str, Any]]) -> None:
    assert sample.networks or not sample.genomes
    assert not [each for each in told if each["severity"] == "error"]
    if any(map(sample.space.keeps_bounds, sample.genomes)):
        assert not {"W111", "W116"} & {each["code"] for each in told}, "none, or perhaps"


def attack_show(sample: Sample, name: str) -> None:
    for network in sample.networks:
        index = str(sample.space.rank(network.genome))
        told = printed("show", name, "--index", index)
        costs = {cost: told[cost] for cost in ("params", "macs", "memory", "hash")}
        assert costs == {cost: getattr(network, cost) for cost in costs}
        assert sum(layer["params"] for layer in told["layers"]) == network.params
    for genome in sample.failing:
        assert nasdsl("show", name, "--index", str(genome.index)).code == 1


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
