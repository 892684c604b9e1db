"""What `plan` says: how few programs serve a space, and whether they compute its networks."""

from __future__ import annotations

import json

import pytest

from cli.harness import nasdsl, transcript
from nasdsl.program.supernet import Supernet
from nasdsl.searchspace import SearchSpace
from nasdsl.training.modes import drawn


def test_plan() -> None:
    transcript(
        "plan",
        [
            "plan nasbench201",
            "plan nasbench201 --json",
            "plan pouy_mnist_projected --keys 2",
            "plan pouy_mnist_projected --work 100",
            "plan pouy_mnist_projected --work 100 --json",
            "plan nasbench201 --verify 3",
            "plan nasbench201 --verify 3 --seed 1 --json",
            "plan nasbench201 --verify 0",
            "plan nasbench201 --verify 3 --work 100",
            "plan nasbench201 --seed 1",
        ],
    )


def test_networks_that_a_program_serves_wrongly_are_told_by_their_indices(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    indices: list[str] = []

    def planted(space: SearchSpace, networks: int, seed: int) -> object:
        first, *others = drawn(space, networks, seed)
        space.supernets.planned.append(Supernet({}, first.program))
        indices.extend(str(space.rank(other.genome)) for other in others)
        return verify(space, networks, seed)

    from nasdsl.cli.plan import verify

    monkeypatch.setattr("nasdsl.cli.plan.verify", planted)
    told = nasdsl("plan", "nasbench201", "--verify", "3")
    assert (told.code, told.err) == (1, "")
    assert f"the programs that serve them compute others for {', '.join(indices)}" in told.out
    data = nasdsl("plan", "nasbench201", "--verify", "3", "--json")
    assert data.code == 1
    expected = {"verified": 3, "different": 2, "indices": indices[:2]}
    assert json.loads(data.out) == expected
