"""By which programs networks are trained: the rule, and what is known of a space before."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from nasdsl.backend import EvaluationFailed, TrainSettings
from nasdsl.program.architecture import Architecture
from nasdsl.searchspace import load
from nasdsl.staging import decide, survey
from nasdsl.training import Probe

SLOW, FAST = Probe(10.0, 0.2), Probe(10.0, 0.1)


@dataclass
class Clock:
    """A trainer that says how long programs take: one for many networks, one for each."""

    many: Probe = SLOW
    one: Probe = FAST
    mode: str = "auto"
    steps: int = 10
    seed: int = 1
    modes: tuple[str, ...] = ("specialised", "universal")

    @property
    def settings(self) -> TrainSettings:
        return TrainSettings(mode=self.mode)

    def check(self, network: object) -> None:
        assert not isinstance(network, Architecture)

    @property
    def backend(self) -> Any:
        return SimpleNamespace(modes=lambda: self.modes)

    def probe(self, network: object, mode: str) -> Probe:
        assert isinstance(network, Architecture) == (mode == "specialised")
        return self.one if mode == "specialised" else self.many


def mode(clock: Any, networks: int, name: str = "nasbench201") -> str:
    return decide(load(name), clock, networks).mode


def test_what_is_faster_for_so_many_networks_is_taken() -> None:
    """One shape key: 10 s and 2 s a network, or 11 s a network."""
    assert mode(Clock(), 2) == "universal"
    assert mode(Clock(steps=1_000), 2) == "specialised"  # 10 + 400 s, or 220 s
    assert mode(Clock(steps=1_000, many=FAST), 2) == "universal"


def test_a_program_that_serves_one_network_is_not_measured() -> None:
    class Never(Clock):
        def probe(self, network: object, mode: str) -> Probe:
            raise AssertionError

    assert mode(Never(), 1) == "specialised"
    assert mode(Never(), 63, "pouy_mnist_projected") == "specialised"
    assert mode(Never(), 10**6, "pouy_mnist") == "specialised"  # too many shape keys
    assert mode(Never(mode="universal"), 1) == "universal"
    assert mode(Never(mode="specialised"), 1000) == "specialised"


def test_programs_that_do_not_fit_the_memory_are_not_taken() -> None:
    class Small(Clock):
        def probe(self, network: object, mode: str) -> Probe:
            if mode == "specialised":
                return super().probe(network, mode)
            raise EvaluationFailed("training the network needs 100 GiB")

    found = decide(load("nasbench201"), Small(), 1000)  # pyright: ignore[reportArgumentType]
    assert found.mode == "specialised"
    assert "universal: training the network needs 100 GiB" in found.reason


def test_of_all_modes_that_a_backend_has_the_fastest_is_taken() -> None:
    class Device(Clock):
        def probe(self, network: object, mode: str) -> Probe:
            return {"together": Probe(30.0, 0.01), "blended": Probe(10.0, 0.05)}.get(
                mode, super().probe(network, mode)
            )

    every = ("specialised", "universal", "blended", "together")
    assert mode(Device(modes=every), 1000) == "together"
    assert mode(Device(modes=every), 4) == "blended"  # 10 + 4 * 0.5 s, or 30 + 4 * 0.1 s
    assert mode(Device(modes=every[:2]), 1000) == "universal"


def test_programs_that_are_asked_for_must_fit_the_memory() -> None:
    class Small(Clock):
        def check(self, network: object) -> None:
            raise EvaluationFailed("training the network needs 100 GiB")

    with pytest.raises(EvaluationFailed, match="100 GiB"):
        mode(Small(mode="universal"), 1000)


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
    assert len(set().union(*programs.values())) == len(programs)
