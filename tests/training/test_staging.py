"""How networks are trained: the rule, and what is known of a space before."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest

from nasdsl.api import load
from nasdsl.backend import Mode, Workload
from nasdsl.errors import BackendError
from nasdsl.program.architecture import Architecture
from nasdsl.program.supernet import Supernet
from nasdsl.searchspace import SearchSpace
from nasdsl.training.modes import ChosenMode, Verification, decide, drawn, survey, verify
from oracle.faults import space_of

FEW = """space few
input 8 x 8 x 1
classes 10
block layer = conv(3 | 5 | 7, filters=32..512 by 32) -> relu
network = layer * (1..4) -> global_avg_pool -> dense(classes)
require params <= 3k
"""
OWN, SHARED = Mode("own", "one by one"), Mode("crowd", "all at once", shared=True, width=7)


@dataclass
class Counting:
    """A backend that takes its last mode, and keeps what it was asked."""

    listed: tuple[Mode, ...] = (OWN, SHARED)
    asked: list[Workload] = field(default_factory=list[Workload])

    def modes(self) -> tuple[Mode, ...]:
        return self.listed

    def choose(self, workload: Workload) -> Mode:
        self.asked.append(workload)
        return self.listed[-1]


def decided(
    backend: Any, networks: int, name: str = "nasbench201", **settings: object
) -> ChosenMode:
    return decide(space(name, networks, **settings), backend, images=1000)


def space(name: str, networks: int, **settings: object) -> SearchSpace:

    given: dict[str, Any] = {"search.population": networks, "search.generations": 1}
    return load(name, given | {f"train.{name}": value for name, value in settings.items()})


def test_what_can_be_shared_is_counted_and_the_backend_chooses() -> None:
    backend = Counting()
    assert decided(backend, 100, epochs=3, batch=64).mode is SHARED
    (workload,) = backend.asked
    assert (workload.networks, workload.keys) == (100, 1)
    assert (workload.steps, workload.batch) == (45, 64)
    assert not any(isinstance(network, Architecture) for network in workload.samples)
    assert len({id(network.program) for network in workload.samples}) == 1


def test_the_same_is_chosen_every_time() -> None:
    first, again = Counting(), Counting()
    assert decided(first, 100) == decided(again, 100)
    written = [[network.written for network in each.asked[0].samples] for each in (first, again)]
    assert written[0] == written[1]


def test_programs_that_would_serve_one_network_are_not_chosen() -> None:
    backend = Counting()
    assert decided(backend, 1).mode is OWN
    assert decided(backend, 63, "pouy_mnist_projected").mode is OWN  # of 32 shape keys
    assert decided(backend, 10**6, "pouy_mnist").mode is OWN  # too many shape keys
    assert decided(Counting((OWN,)), 100).mode is OWN
    assert not backend.asked


def test_a_mode_that_is_asked_for_is_taken() -> None:
    backend = Counting()
    assert decided(backend, 1, mode="crowd") == ChosenMode(SHARED)
    assert decided(backend, 1000, mode="own") == ChosenMode(OWN)
    assert not backend.asked
    with pytest.raises(BackendError, match=r"no mode 'crow' of training\s+help: did you mean 'cr"):
        decided(backend, 1, mode="crow")
    with pytest.raises(BackendError, match=r"known: auto, own, crowd"):
        decided(backend, 1, mode="universal")


def test_networks_are_drawn_the_same_every_time() -> None:
    searched = load("pouy_digits")
    assert [each.genome for each in drawn(searched, 3)] == [
        each.genome for each in drawn(searched, 3)
    ]


def test_networks_are_drawn_within_bounds_that_few_keep() -> None:
    """Seven of 5,421,360 keep it; none of thousands that are drawn blindly."""
    searched = space_of(FEW)
    assert max(network.params for network in drawn(searched, 4)) <= 3_000
    backend = Counting()
    decide(searched, backend, images=1000)
    assert not backend.asked  # it has more shape keys than networks


@pytest.mark.parametrize(
    ("name", "keys", "static"),
    [("nasbench201", 1, 0), ("nasbench_macro", 1, 0), ("pouy_mnist_projected", 32, 5)],
)
def test_shape_keys(name: str, keys: int, static: int) -> None:
    found = survey(load(name))
    assert (found.keys, found.all, len(found.static)) == (keys, True, static)


def test_a_space_of_too_many_shape_keys() -> None:
    found = survey(load("pouy_mnist_lr1"), most=4)
    assert (found.keys, found.all) == (4, False)


@pytest.mark.parametrize(("operations", "keys"), [(0, 0), (40, 1), (500, 20)])
def test_planning_ends_at_a_number_of_operations(operations: int, keys: int) -> None:
    found = survey(load("pouy_mnist_projected"), operations=operations)
    assert (found.ended, found.all) == ("work", False)
    assert found.keys <= keys


def test_the_bounds_of_parameters_do_not_depend_on_what_was_planned() -> None:
    found = survey(load("nats_size"), most=1)
    assert found.ended == "keys"
    assert found.extremes is not None
    assert found.params < found.extremes["params"].most == 713_674


def test_networks_are_what_the_programs_that_serve_them_compute() -> None:
    searched = load("pouy_digits")
    assert verify(searched, 5) == verify(searched, 5) == Verification(5, ())


def test_a_program_that_serves_another_network_is_found() -> None:
    searched = load("nasbench201")
    first, *others = drawn(searched, 4)
    searched.supernets.planned.append(Supernet({}, first.program))
    different = tuple(searched.rank(other.genome) for other in others)
    assert verify(searched, 4) == Verification(4, different)


def test_buffers_hold_the_parameters_of_the_largest_network() -> None:
    """NAS-Bench-201's largest cell has six 3 x 3 convolutions: 73,306 + 6 * 243,040."""
    assert survey(load("nasbench201")).params == 73_306 + 6 * 243_040


def test_networks_of_one_program_have_one_shape_key() -> None:
    space, rng = load("pouy_mnist_projected"), Random(0)
    genomes = [space.sample(rng) for _ in range(20)]
    programs: dict[Any, set[int]] = {}
    for genome in genomes:
        program = space.stage(space.decode(genome)).program
        programs.setdefault(space.shape_key(genome), set()).add(id(program))
    assert 1 < len(programs) < len(genomes)
    assert all(len(same) == 1 for same in programs.values())
    assert len(set[int]().union(*programs.values())) == len(programs)
