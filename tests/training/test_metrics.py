"""Metrics by name: measured where an objective names them, and told where they are wrong."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import nasdsl
from cli.stub_backend import StubBackend
from distributions import install
from nasdsl.errors import NasdslError
from nasdsl.training.metrics import METRICS

SPEC = """
space hills
input 8 x 8 x 1
network = (conv(3 | 5) | identity) * 2 -> flatten -> dense(10)
train { epochs = 3 }
search { minimize = [OBJECTIVES] population = 4 generations = 2 }
"""
MODULE = """
def gap(network, result):
    return result.epochs[-1].held_out_loss - result.epochs[-1].loss

def epochs(network, result):
    return len(result.epochs)

def torn(network, result):
    return {}["torn"]

def zero(network, result):
    return 1 / 0

def text(network, result):
    return "3"

def nothing(network, result):
    pass

def nan(network, result):
    return float("nan")

def huge(network, result):
    return 10**400

number = 3
"""
NAMES = ("gap", "epochs", "torn", "zero", "text", "nothing", "nan", "huge", "number")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A distribution that gives metrics, and a backend that trains nothing."""
    StubBackend().stand_in(monkeypatch.setattr)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "measures_of_tests", raising=False)
    (tmp_path / "measures_of_tests.py").write_text(MODULE, "utf-8")
    points = [f"{name} = measures_of_tests:{name}" for name in NAMES]
    install(tmp_path, "measures", METRICS.name, *points, "params = measures_of_tests:gap")
    return tmp_path


def searched(objectives: str, out: Path | None = None, resume: bool = False) -> nasdsl.SearchResult:
    space = nasdsl.loads(SPEC.replace("OBJECTIVES", objectives))
    return nasdsl.search(space, data="digits", out=out, resume=resume, seed=1)


def refused(objectives: str) -> str:
    with pytest.raises(NasdslError) as caught:
        searched(objectives)
    return str(caught.value)


def reasons(objectives: str) -> set[str]:
    """Why networks failed, where all did."""
    result = searched(objectives)
    assert not result.front
    return {reason.removeprefix("failed: ") for reason in result.reasons}


def test_an_objective_names_a_metric_of_a_distribution(site: Path) -> None:
    result = searched("gap, macs")
    assert "measures_of_tests" in sys.modules
    held_out = {m["loss"]: m for m in result.measured.values()}
    assert held_out
    for loss, metrics in held_out.items():
        assert set(metrics) == {"accuracy", "loss", "gap"}
        assert metrics["gap"] == pytest.approx(loss - (1 / metrics["accuracy"] - 1))
    assert {m.values for m in result.front} <= {
        (result.measured[m.hash]["gap"], m.macs) for m in result.front
    }


def test_a_metric_is_imported_when_it_is_named(site: Path) -> None:
    result = searched("error, macs")
    assert "measures_of_tests" not in sys.modules
    assert all(set(m) == {"accuracy", "loss"} for m in result.measured.values())


def test_expressions_may_hold_metrics(site: Path) -> None:
    result = searched("loss / epochs")
    assert all(m.values == (m.metrics["loss"] / 3,) for m in result.front)


def test_a_run_is_not_resumed_with_another_metric(site: Path, tmp_path: Path) -> None:
    searched("gap", tmp_path / "run")
    assert searched("gap", tmp_path / "run", resume=True).front
    module = site / "measures_of_tests.py"
    module.write_text(MODULE.replace("held_out_loss -", "held_out_loss - 2 *"), "utf-8")
    del sys.modules["measures_of_tests"]
    with pytest.raises(nasdsl.RunError, match=r"details\.metrics\.gap\.source"):
        searched("gap", tmp_path / "run", resume=True)


def test_a_metric_that_is_none_is_told(site: Path) -> None:
    assert refused("torn") == "the metric 'torn' fails: KeyError: 'torn' (measures_of_tests.py:9)"
    assert refused("text") == "the metric 'text' gives '3', which is no number"
    assert refused("nothing") == "the metric 'nothing' gives None, which is no number"
    assert refused("number").startswith("the installed metric 'number' is 3\n  help: its entry")
    assert refused("gapp").startswith("the objective 'gapp' needs 'gapp', which is not measured")
    assert refused("gapp").endswith("did you mean 'gap'?")
    assert refused("params") == (
        "a distribution gives the metric 'params', which nasdsl computes itself\n"
        "  help: uninstall it, or rename its entry point"
    )


def test_a_metric_without_a_value_is_an_outcome_of_the_network(site: Path) -> None:
    divided = "ZeroDivisionError: division by zero (measures_of_tests.py:12)"
    assert reasons("zero") == {f"the metric 'zero' fails: {divided}"}
    assert reasons("nan") == {"nan is nan"}
    assert reasons("huge") == {"the metric 'huge' is too large: int too large to convert to float"}


def test_two_distributions_may_not_give_one_name(site: Path) -> None:
    install(site, "other", METRICS.name, "loss = measures_of_tests:gap")
    told = refused("error")
    assert told.startswith("two distributions give the metric 'loss': ")
    assert "nasdsl" in told
    assert "other" in told
