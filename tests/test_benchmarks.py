"""The benchmark of a GPU: each way has its row, however its measurement ends."""

from __future__ import annotations

import json
import subprocess
import sys
from math import inf
from pathlib import Path
from typing import Any

import pytest

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))

import gpu

FIGURES = {"device": "NVIDIA H200", "flops": 494e9, "compile": 10.0, "step": 0.01}


class Measurements:
    """Measurements in processes of their own, by their ways: what they print, or why they fail."""

    def __init__(self, **ended: dict[str, Any] | str) -> None:
        self.ended = ended

    def run(self, command: list[str], *, timeout: float, **_: object) -> Any:
        ended = self.ended[command[3]]
        if isinstance(ended, dict):
            return subprocess.CompletedProcess(command, 0, f"a note\n{json.dumps(ended)}\n", "")
        if not ended:
            raise subprocess.TimeoutExpired(command, timeout)
        return subprocess.CompletedProcess(command, 1, "", f"Traceback\n  line\n{ended}\n")


def rows(monkeypatch: pytest.MonkeyPatch, ends: float = inf, **ended: Any) -> dict[str, str]:
    monkeypatch.setattr(gpu.subprocess, "run", Measurements(**ended).run)
    table = gpu.Table("any.nas", gpu.SMALL, ends, {})
    return {way: table.row(way) for way in ended}


def test_each_way_has_its_row(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = "nasdsl.backend.EvaluationFailed: the network does not fit into the memory"
    found = rows(
        monkeypatch,
        universal={**FIGURES, "shared": True, "alike": []},
        module={**FIGURES, "shared": False},
        specialised="",
        together=memory,
        masked={**FIGURES, "shared": True, "alike": ["blended"]},
        blended="never measured",
    )
    assert found["universal"].split()[:4] == ["10.00", "10.00", "720.0", "49.400000"]
    assert found["universal"].endswith(" (10.00% of the card's peak)  on NVIDIA H200")
    assert "240.0" in found["module"]
    assert "  3.00 times a module's in universal mode  on" in found["module"]
    assert found["specialised"].startswith("  not done within ")
    assert found["together"] == f"  failed: {memory}"
    assert "  3.00 times a module's  on" in found["masked"]
    assert found["blended"] == "  decides as masked"


def test_what_the_time_does_not_allow_is_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    found = rows(monkeypatch, ends=-inf, universal="never measured")
    assert found == {"universal": "  not measured: the time is over"}
