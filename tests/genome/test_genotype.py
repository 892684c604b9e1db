"""Genotypes by name: what decisions are called, which are accepted, what edits leave as it is."""

from __future__ import annotations

import json
from random import Random

import pytest

import nasdsl
from nasdsl.errors import GenomeError
from nasdsl.language.parser import parse
from nasdsl.source import Source

TEXT = """space s
input 8 x 8 x 4
classes 2
gene deep = 4 | 8
block op = conv(3) | conv(5) | relu -> tanh
block mix = add(pick(1..2, [op, identity, zero]))
network = conv(1, filters=deep) -> mix * (1..2) -> global_avg_pool -> dense(classes)
"""
EDITED = TEXT.replace("block mix", "block other = relu | gelu\nblock mix").replace(
    "-> global_avg_pool", "-> other   # more\n  -> global_avg_pool"
)


def space(text: str = TEXT) -> nasdsl.SearchSpace:
    return nasdsl.SearchSpace(parse(Source("s.nas", text)))


def test_decisions_have_paths_and_words() -> None:
    last = space().unrank(space().count() - 1)
    assert last.index == space().count() - 1
    assert dict(last.decisions) == {
        "deep": 8,
        "network.mix.times": 2,
        "network.mix[1].add.2": ("identity", "zero"),
        "network.mix[1].add.number": 2,
        "network.mix[2].add.2": ("identity", "zero"),
        "network.mix[2].add.number": 2,
    }


def test_every_genotype_is_its_decisions() -> None:
    found = space()
    named = [found.unrank(index).decisions for index in range(found.count())]
    for index, decisions in enumerate(named):
        assert found.genotype(json.loads(json.dumps(decisions))).index == index
    assert len({json.dumps(decisions) for decisions in named}) == found.count()


def test_names_survive_edits_elsewhere() -> None:
    """A block before, a line break, one decision more: the old names mean what they meant."""
    before, after = space(), space(EDITED)
    for index in range(0, before.count(), 7):
        decisions = before.unrank(index).decisions
        moved = after.genotype(decisions, seed=index)
        assert moved.decisions == {**decisions, "network.other": moved.decisions["network.other"]}
        assert moved.index != index or index == 0


def test_a_library_space_takes_a_genotype_of_an_edited_one() -> None:
    known = nasdsl.load("darts")
    text = known.text.replace("cell normal", "# a remark\ncell normal")
    edited = space(text)
    for seed in range(5):
        genotype = known.sample(Random(seed))
        assert edited.genotype(genotype.decisions) == genotype


@pytest.mark.parametrize("seed", range(3))
def test_what_is_left_open_is_drawn(seed: int) -> None:
    some = {"network.mix[2].add.op": "relu -> tanh", "deep": 4}
    drawn = space().genotype(some, seed)
    assert some.items() <= drawn.decisions.items()
    assert drawn.decisions["network.mix.times"] == 2
    assert space().genotype(some, Random(seed)) == drawn


def test_what_a_space_made_is_not_ranked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    found = space()
    genotype = found.unrank(3)
    expected = found.decode(list(genotype.loci))
    monkeypatch.setattr("nasdsl.genome.encoding.PackedEncoding.canonical", None)
    assert found.rank(genotype) == 3
    assert found.encoding("packed").encode(genotype) is not None
    assert found.decode(genotype) == expected


def test_a_genotype_of_another_space_is_checked() -> None:
    with pytest.raises(GenomeError, match="a genome of this space has"):
        space().decode(nasdsl.load("nasbench201").unrank(0))


@pytest.mark.parametrize(
    ("changes", "message", "help"),
    [
        ({"deeep": 4}, "there is no decision 'deeep'", "did you mean 'deep'?"),
        ({"deep": 5}, "'deep' is never 5", "it is one of: 4, 8"),
        ({"deep": True}, "'deep' is never True", "it is one of: 4, 8"),
        (
            {"network.mix[1].add.op": "conv(4)"},
            "'network.mix[1].add.op' is never 'conv(4)'",
            "did you mean 'conv(5)'?",
        ),
        (
            {"network.mix[1].add.2": "op"},
            "'network.mix[1].add.2' is 'op'; it lists the branches that are taken",
            "it is one of: 'op', 'identity', 'zero'",
        ),
        (
            {"network.mix[1].add.2": ["op"]},
            "'network.mix[1].add.2' lists 2 branches, and here 1",
            None,
        ),
        (
            {"network.mix[1].add.2": ["zero", "zero"]},
            "'network.mix[1].add.2' lists a branch twice",
            None,
        ),
        (
            {"network.mix[1].add.1": ["zero"]},
            "'network.mix[1].add.1' is not decided here",
            "what is not taken decides nothing",
        ),
        (
            {"network.mix[1].add.2": ["op", "zero"]},
            "a decision is missing: 'network.mix[1].add.op'",
            "decide it too, or give a seed by which it is drawn",
        ),
    ],
)
def test_what_is_no_genotype_is_told(
    changes: dict[str, object], message: str, help: str | None
) -> None:
    found = space()
    decisions = found.unrank(found.count() - 1).decisions
    with pytest.raises(GenomeError) as told:
        found.genotype({**decisions, **changes})
    assert (told.value.message, told.value.help) == (message, help)
