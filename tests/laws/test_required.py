"""What is required of structure and what fails, on random small spaces, against single genomes."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, seed, settings

from nasdsl.api import search
from nasdsl.errors import GenomeError, SpecError
from nasdsl.exploration import Candidate
from nasdsl.language.parser import parse
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source
from oracle.generate.required import required
from oracle.requirements import OpenSpace, fails, judged

MOST = 400
EVERY = 40  # genotypes are all unranked
FEATURES = {"some are kept": 1 / 8, "some are not": 1 / 4, "some fail": 1 / 30}


def check(space: SearchSpace) -> set[str]:
    """Every law on one space; what it has that is worth checking."""
    every = OpenSpace(space)
    genomes = [[int(v) for v in every.unrank(i)] for i in range(every.count())]
    found = {tuple(genome): judged(space, genome) for genome in genomes}
    assert [failing for _, failing in found.values()] == [fails(every, g) for g in genomes]
    those = [genome for genome, (keeps, _) in found.items() if keeps]
    failing = [genome for genome in those if found[genome][1]]
    assert space.count() == len(those)
    said = space.failing()
    assert said is not None
    assert said.number == (len(failing), len(failing))
    assert not failing or tuple(said.genome or ()) in failing
    indices = Random(0).sample(range(len(those)), min(8, len(those)))
    if len(those) <= EVERY:  # that each is met once makes all of them equally likely
        indices = list(range(len(those)))
    genotypes = [space.unrank(index) for index in indices]
    drawn = [genotype.loci for genotype in genotypes]
    assert len(set(drawn)) == len(drawn)
    assert set(drawn) <= set(those)
    assert [space.rank(genome) for genome in drawn] == indices
    for genotype in genotypes[:2]:
        assert space.genotype(genotype.decisions) == genotype
    for genome in Random(1).sample(genomes, min(5, len(genomes))):
        if not found[tuple(genome)][0]:
            with pytest.raises(GenomeError, match="breaks"):
                space.rank(genome)
            with pytest.raises(GenomeError, match="breaks"):
                space.decode(genome)
    return {
        *(["some are kept"] if 0 < len(those) < len(genomes) else []),
        *(["some are not"] if len(those) < len(genomes) else []),
        *(["some fail"] if 0 < len(failing) < len(those) else []),
    }


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
            space = SearchSpace(parse(Source("random.nas", text)))
        except SpecError:
            assume(False)
            return
        assume(OpenSpace(space).count() <= MOST)
        features.update(check(space))
        features["all"] += 1

    law()
    assert all(features[name] >= share * features["all"] for name, share in FEATURES.items())


def test_random_requirements() -> None:
    checked(100, 0)


@pytest.mark.long
@pytest.mark.parametrize("number", range(1, 5))
def test_many_random_requirements(number: int) -> None:
    checked(500, number)


HEAD = 'space s "s"\ninput 32 x 32 x 4\n'


def space(text: str) -> SearchSpace:
    return SearchSpace(parse(Source("s.nas", HEAD + text)))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        # walks of 11 steps over the strides 4, 8, 16, 32 that begin at 4: by the transfer matrix
        (
            ("block step = a: upsample(2) | b: identity | c: conv(1, stride=2)\n"
            "network = conv(3, stride=4) -> step * 11\nrequire 4 <= stride(step) <= 32\n"),
            28657,
        ),
        # graphs of 4 nodes as in NAS-Bench-101: 10 possible edges, at most 5 of them
        (
            ("cell c = graph(x) {\n a = add(any([x]))\n b = add(any([x, a]))\n"
            " d = add(any([x, a, b]))\n"
            " return add(any([x, a, b, d])) }\nnetwork = c -> c\nrequire edges(c) <= 5\n"),
            1 + 10 + 45 + 120 + 210 + 252,
        ),
        # both uses together: at most 2 + 2 of them
        (
            ("cell c = graph(x) { a = add(any([x])) return add(any([x, a])) }\n"
            "network = c -> c\nrequire edges <= 4\n"),
            1 + 3 + 3,
        ),
        (("gene w[3] = 1..4\nnetwork = conv(1, filters=w[1]*w[2]*w[3])\n"
         "require w[1] <= w[2] <= w[3]\n"), 20),
        # c[2] may halve alone; c[1] may not, as it would do so twice
        (("cell c[2] = conv(1, stride=2) | relu\nnetwork = c[1] -> c[2] -> c[1]\n"
         "require stride <= 2\n"), 2),
        # if w is 1, c[1] must not halve and c[2] is free; if it is 2, one of them may
        (("gene w = 1 | 2\ncell c[2] = conv(1, stride=2) | relu\nnetwork = c[w] -> c[1]\n"
         "require stride <= 2\n"), 2 + 3),
        # the second layer takes the first one's input or not: 3 edges or 2
        (("let layer = graph(earlier.., last) {\n"
          "  return add([last -> conv(3), any(earlier)], fit=project)\n}\n"
          "network = layer -> relu -> layer -> global_avg_pool\nrequire edges >= 3\n"), 1),
        ("network = (relu | identity) * 10\nrequire 4 <= depth <= 5\n", 210 + 252),
    ],
)  # fmt: skip
def test_known_numbers(text: str, number: int) -> None:
    assert space(text).count() == number


def test_a_budget_that_is_spent(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "block a = conv(3, stride=2) | relu\nnetwork = a * 5\nrequire stride(a) <= 4\n"
    for name in ("STATES", "SETS", "GLANCE", "GLANCE_SETS"):
        monkeypatch.setattr(f"nasdsl.limits.{name}", 3)
    bounded = space(text)
    assert bounded.bounds() == (0, 32)
    with pytest.raises(Exception, match="more than 3 states"):
        bounded.unrank(0)


def test_a_pick_whose_number_is_decided_after_what_it_takes() -> None:
    """The locus of a subset is 0 where another number is decided, which the genome says later."""
    found = space(
        "network = add(pick(1..2, [tanh, max_pool(2, stride=2), relu])) -> global_avg_pool\n"
        "require stride <= 1\n"
    )
    genotypes = [found.unrank(index) for index in range(found.count())]
    assert [genotype.loci for genotype in genotypes] == [(0, 0, 0), (0, 1, 1), (2, 0, 0)]
    assert [found.rank(genotype.loci) for genotype in genotypes] == [0, 1, 2]


FAILING = (
    "block step = conv(3, stride=2) | max_pool(20, padding=valid) | identity\n"
    "network = step * 2 -> add([relu, conv(1, filters=4)])\nrequire stride(step) >= 2\n"
)


def test_the_first_that_fails_is_told_with_its_place() -> None:
    found = space(FAILING).failing()
    assert found is not None
    assert found.number == (1, 1)  # the pool after the convolution; before it, no stride is 2
    assert found.index == 1
    assert found.misfit is not None
    assert found.misfit.span.position == (3, 34)


def test_a_search_is_of_genotypes_that_keep_what_is_required() -> None:
    bounded = space(FAILING + "search { population = 2 generations = 20 }")
    met: list[Candidate] = []
    search(bounded, lambda _: {"error": 0.5}, on_event=lambda event: met.append(event.last))
    assert {candidate.index: candidate.status for candidate in met} == {
        0: "ok",
        1: "infeasible",
        2: "ok",
    }


@pytest.mark.parametrize(
    "slot",
    ["pick(1, n) -> op | zero", "given op { small: n  large: zero }", "[zero] | n | relu"],
)
def test_a_module_among_branches_is_one_branch(slot: str) -> None:
    """Choices and cases among branches and modules, as the structure fold meets them."""
    text = (
        "block op = small: conv(3) | large: identity\n"
        f"block slot(n, op) = {slot}\n"
        "network = add([slot([relu, tanh], op)] * 2) -> (conv(1, stride=2) | identity)\n"
        "require stride <= 1\n"
    )
    assert "some are not" in check(space(text))
