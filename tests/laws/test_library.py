"""The spaces of Pouy et al.: exact numbers, and sampled networks against the brute force."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from random import Random

import pytest

from nasdsl.api import load
from nasdsl.program.shapes import InvalidNetwork
from nasdsl.searchspace import SearchSpace
from oracle.genotypes import explored, genotype
from oracle.networks import cost
from oracle.normal_forms import structural
from oracle.translate import active, members_of, output_of


@dataclass(frozen=True)
class Numbers:
    """Of a spec: genotypes, flat vectors, loci, and the bounds of X with how often they stand."""

    count: int
    flat: int
    loci: int
    bounds: dict[int, int]


# Genotypes and flat vectors were worked out elsewhere; see docs/ for the formulas.
KNOWN = {
    "pouy_mnist_lr1": Numbers(
        1683819416430759501571289062500000000000000,
        15154374747876835514141601562500000000000000,
        2 * (3 * 8 + 4) + 10,
        {1500625: 6, 12: 2, 1024: 1},
    ),
    "pouy_mnist": Numbers(
        42095485410768987539282226562500000000000000,
        1227504354578023676645469726562500000000000000,
        2 * (3 * 8 + 6) + 10,
        {1500625: 6, 60: 2, 1024: 1},
    ),
    "pouy_digits": Numbers(
        20753283600000000,
        (35**4 * 2 * 2 * 3**3) ** 2 * 4**2,
        2 * (2 * 4 + 5) + 4,
        {1225: 4, 24: 2, 16: 1},
    ),
}
KNOWN["pouy_mnist_projected"] = KNOWN["pouy_mnist"]


@cache
def space(name: str) -> SearchSpace:
    return load(name)


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_numbers(name: str) -> None:
    found, known = space(name), KNOWN[name]
    assert found.count() == known.count
    assert found.flat() == known.flat
    assert len(found.loci) == known.loci
    assert Counter(found.encoding("packed").bounds) == known.bounds


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_round_trips(name: str) -> None:
    found, rng = space(name), Random(name)
    packed = found.encoding("packed")
    ends = [0, 1, found.count() - 1]
    for index in [*ends, *(rng.randrange(found.count()) for _ in range(100))]:
        genome = found.unrank(index)
        assert found.rank(genome) == index
        vector = packed.encode(genome)
        assert all(0 <= value < bound for value, bound in zip(vector, packed.bounds, strict=True))
        assert packed.decode(vector) == genome


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_every_value_of_every_variable_is_a_genome(name: str) -> None:
    packed = space(name).encoding("packed")
    for at, bound in enumerate(packed.bounds):
        for value in {0, 1, bound // 2, bound - 2, bound - 1}:
            vector = [0] * len(packed.bounds)
            vector[at] = value
            assert packed.encode(packed.decode(vector)) == tuple(vector)


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_sampled_networks_are_those_of_the_brute_force(name: str) -> None:
    found, rng = space(name), Random(name)
    members, walk = members_of(found), explored(found.spec, rng)
    fitting = 0
    for _ in range(15):
        genome = found.sample(rng)
        expected = genotype(walk, *members, active(found, genome))
        try:
            network = found.decode(genome)
        except InvalidNetwork:
            assert expected.output is None
            continue
        fitting += 1
        output = output_of(network.program)
        assert structural(output) == expected.form
        assert output.state == expected.state == (1, 1, 10)
        assert (network.params, network.macs) == (expected.params, expected.macs)
        assert cost(output) == (expected.params, expected.macs)
    assert fitting >= (15 if name in ("pouy_digits", "pouy_mnist_projected") else 3)
