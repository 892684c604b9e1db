"""Small definitions are planned once a space: a plan shared by genotypes is the plan made anew."""

from __future__ import annotations

from random import Random

import pytest

import nasdsl
from nasdsl.genome.layout import Occurrence
from nasdsl.program.bindings import Environment
from nasdsl.program.emit import Assembly
from nasdsl.program.shapes import InvalidNetwork
from nasdsl.searchspace import SearchSpace
from nasdsl.space.ir import Node

SMALL = """space small
input 8 x 8 x 4
classes 10
gene size = 4 | 8
block op = conv(3, filters=size) | max_pool(3, padding=valid) | add([identity, relu])
block around(module, kernel = 1 | 3) = module -> conv(kernel) | conv(kernel, filters=channels/2)
block both(module) = around(module) -> module
pipeline row(k) = (around(op, k) | both(op) | add(pick(1, [op, tanh]))) * 4
network = row(1) -> row(k=5 | 7) -> global_avg_pool -> dense(classes)
"""
LIBRARY = ("pouy_mnist", "darts", "mnasnet", "once_for_all", "unet_space", "nases")


def never(node: Node) -> bool:
    return False


def told(space: SearchSpace, genome: tuple[int, ...]) -> object:
    try:
        program = space.decode(genome).program
    except InvalidNetwork as misfit:
        return misfit.reason, misfit.path, misfit.span
    spans = [getattr(step, "span", None) for step in program.steps]
    return program, spans, program.uses


def same_as_made_anew(monkeypatch: pytest.MonkeyPatch, space: SearchSpace, number: int) -> None:
    rng = Random(0)
    genomes = [space.unrank(rng.randrange(space.count())).loci for _ in range(number)]
    shared = [told(space, genome) for genome in genomes]
    with monkeypatch.context() as patched:
        patched.setattr("nasdsl.program.planned_part.small", never)
        assert [told(space, genome) for genome in genomes] == shared


@pytest.mark.parametrize("remembered", [1 << 12, 3])
def test_a_plan_shared_by_genotypes(monkeypatch: pytest.MonkeyPatch, remembered: int) -> None:
    monkeypatch.setattr("nasdsl.program.planned_part.REMEMBERED", remembered)
    same_as_made_anew(monkeypatch, nasdsl.loads(SMALL), 150)


@pytest.mark.parametrize("name", LIBRARY)
def test_a_plan_shared_in_the_library(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    same_as_made_anew(monkeypatch, nasdsl.load(name), 8)


def test_few_operations_are_read_off_the_space(monkeypatch: pytest.MonkeyPatch) -> None:
    """After some networks, nothing of the pipelines of another one."""
    read: list[str] = []

    def counting(self: Assembly, here: Occurrence, env: Environment, tensor: int) -> int:
        read.append(here.path)
        return original(self, here, env, tensor)

    original = Assembly.apply
    monkeypatch.setattr(Assembly, "apply", counting)
    space, rng = nasdsl.load("pouy_digits"), Random(0)
    for number in range(40):
        if number == 30:
            read.clear()
        space.decode(space.unrank(rng.randrange(space.count())))
    chained = [path for path in read if ".chain" in path]
    assert len(read) > 10
    assert len(chained) < len(read) / 4


def test_a_genotype_that_was_drawn_carries_its_network(monkeypatch: pytest.MonkeyPatch) -> None:
    planned: list[object] = []

    def counting(*given: object, **named: object) -> object:
        planned.append(given)
        return original(*given, **named)  # pyright: ignore[reportCallIssue, reportArgumentType]

    from nasdsl.program.decoding import plan_program as original

    monkeypatch.setattr("nasdsl.program.decoding.plan_program", counting)
    space = nasdsl.loads(SMALL + "require params >= 1\n")
    genotype = space.unrank(5)
    assert space.keeps_bounds(genotype)
    network = space.decode(genotype)
    assert len(planned) == 1
    assert space.decode(genotype) is not network
    assert space.decode(genotype).program == network.program
    assert len(planned) == 3
