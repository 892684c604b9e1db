"""What parts cost, on random small spaces, against costs that are measured by another way."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, seed, settings

from nasdsl.errors import NasdslError, SpecError
from nasdsl.exploration.problem import Problem
from nasdsl.language import ast
from nasdsl.language.parser import parse
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source
from nasdsl.space.constraints import COSTS, Subject
from oracle.generate.required import required
from oracle.part_costs import Costing
from oracle.requirements import OpenSpace, fails

GENOMES = 20
FEATURES = {"several uses": 1 / 8, "a cost": 1 / 8, "no cost": 1 / 8}


def subjects(space: SearchSpace) -> list[Subject]:
    named = [s for s in space.spec.statements if isinstance(s, ast.Definition)]
    members = [Subject(d.name, n) for d in named for n in range(1, (d.family or 0) + 1)]
    return [*(Subject(d.name) for d in named), *members]


def check(space: SearchSpace) -> set[str]:
    found: set[str] = set()
    rng = Random(0)
    for _ in range(GENOMES):
        genome = [int(value) for value in space.sample(rng)]
        if fails(space, genome):
            continue
        network = space.decode(genome)
        costing = Costing(space.roots, (), genome)
        output = costing.output(space.space.input)
        for subject in subjects(space):
            uses = [tuple(use[name] for name in COSTS) for use in network.costs_of(subject)]
            measured = costing.of(subject, output)
            assert not any((Counter(uses) - Counter(measured)).values())
            left = Counter(measured) - Counter(uses)
            assert set(left) <= {(0, 0, 0)}  # in bindings that nothing took
            found |= {"several uses"} if len(uses) > 1 else set()
            found |= {"a cost" if any(use) else "no cost" for use in uses}
    return found


def checked(examples: int, number: int) -> None:
    features = Counter[str]()

    @seed(number)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(required())
    def law(text: str) -> None:
        try:
            space = OpenSpace(SearchSpace(parse(Source("random.nas", text))))
        except SpecError:
            assume(False)
            return
        features.update(check(space))
        features["all"] += 1

    law()
    assert all(features[name] >= share * features["all"] for name, share in FEATURES.items())


def test_the_parts_of_random_spaces() -> None:
    checked(60, 0)


@pytest.mark.long
def test_the_parts_of_many_random_spaces() -> None:
    checked(1000, 1)


HEAD = 'space s "s"\ninput 8 x 8 x 4\nclasses 10\n'
UNBIASED = "defaults conv(bias=no)\n"


def space(text: str) -> SearchSpace:
    return SearchSpace(parse(Source("s.nas", HEAD + text)))


@pytest.mark.parametrize(
    ("text", "of", "costs"),
    [
        # 4 * 9 * 4 weights, 256 values of 4 bytes beside them
        ("cell c = conv(3) * 2\nnetwork = c -> relu", "c", [(288, 18432, 4 * (288 + 512))]),
        ("cell c = conv(1)\nnetwork = c -> c", "c", [(16, 1024, 4 * (16 + 256))] * 2),
        # an argument stands where it is written out
        ("block a(m) = m -> relu\nnetwork = a(conv(1))", "a", [(16, 1024, 4 * (16 + 512))]),
        # a tensor is made where it is bound, whoever takes it first
        (
            "block a(t) = add([t, relu])\nnetwork = graph(x) { n = conv(1) return a(n) }",
            "a",
            [(0, 0, 4 * 512)],
        ),
        # a use in itself is a use
        (
            "block a(n) = given n { 0: relu else: conv(1) -> a(n - 1) }\nnetwork = a(1)",
            "a",
            [(16, 1024, 4 * (16 + 512)), (0, 0, 4 * 256)],
        ),
        ("block a = conv(1)\nnetwork = a | relu", "a", [(16, 1024, 4 * (16 + 256))]),
        ("block a = conv(1)\nnetwork = relu | a", "a", []),
    ],
)
def test_known_costs(text: str, of: str, costs: list[tuple[int, int, int]]) -> None:
    found = space(f"{UNBIASED}{text}")
    uses = found.decode(found.unrank(0)).costs_of(Subject(of))
    assert [tuple(use[name] for name in COSTS) for use in uses] == costs


MEMBERS = (
    "cell c[2](f) = conv(1, filters=f) -> (relu | conv(3))\n"
    "network = c[1](4) -> c[2](8) -> c[1](8)\n"
)


@pytest.mark.parametrize(
    ("required", "kept"),
    [
        # c[1] has 16 and 64 weights, or 16 + 144 and 64 + 576; c[2] has 32, or 32 + 576
        ("params(c[1]) <= 64", 2),
        ("params(c[1]) <= 639", 2),
        ("params(c[1]) <= 640", 4),
        ("16 < params(c[1])", 2),
        ("params(c) < 608", 1),
        ("params(c) < 609 and params(c) >= 16", 2),
        ("4 * params(c[2]) <= params", 1),
        ("memory <= 4 * (params + 16 * 64 + 16 * 64)", 0),
        ("macs(c[1]) - macs(c[1]) == 0", 4),
    ],
)
def test_every_use_keeps_a_bound_on_cost(required: str, kept: int) -> None:
    found = space(f"{UNBIASED}{MEMBERS}require {required}\nsearch {{ minimize = [params] }}\n")
    assert found.count() == 4
    problem, encoding = Problem(found, found.search.minimize), found.encoding("loci")
    read = [problem.read(encoding.decode((a, b)))[0] for a in range(2) for b in range(2)]
    assert Counter(each.status for each in read)["ok"] == kept
    for each in read:
        assert (each.violation > 0) == (each.status == "infeasible")
        assert each.status == "ok" or each.reason.startswith("breaks ")


@pytest.mark.parametrize(
    ("required", "code"),
    [
        ("params(c[3]) <= 1k", "E702"),
        ("params(d) <= 1k", "E702"),
        ("params(b) <= 1k", "E702"),
        ("params(conv(1)) <= 1k", "E702"),
        ("params[1] <= 1k", "E702"),
        ("params(c[1]) <= macs(c[2])", "E601"),
        ("params(c) <= nodes", "E601"),
    ],
)
def test_what_bounds_no_cost(required: str, code: str) -> None:
    branches = "block b = [relu, relu]\nblock e = add(b)\n"
    with pytest.raises(SpecError) as told:
        space(f"{MEMBERS.strip()} -> e\n{branches}require {required}\n")
    assert [fault.code for fault in told.value.diagnostics] == [code]


def test_a_gene_goes_before_a_cost() -> None:
    text = "gene memory = 1 | 2\nnetwork = relu * memory\nrequire memory <= 1\n"
    assert space(text).count() == 1


def test_samples_break_no_bound_on_cost() -> None:
    found = space(f"{UNBIASED}{MEMBERS}require params(c[1]) <= 64\n")
    drawn = Counter(found.draw(rng) for rng in map(Random, range(400)))
    assert set(drawn) == {i for i in range(4) if found.decode(found.unrank(i)).params <= 720}
    assert min(drawn.values()) > 150
    assert found.rank(found.sample(Random(0))) == found.draw(Random(0))


def test_samples_where_nothing_keeps_a_bound() -> None:
    found = space(f"{MEMBERS}require params(c) <= 10 and macs >= 1\n")
    with pytest.raises(NasdslError, match=r"none of 1,000 .* keeps params\(c\) <= 10 and macs >="):
        found.sample(Random(0))
