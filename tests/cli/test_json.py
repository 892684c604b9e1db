"""What commands print for programs: JSON alone on stdout, of one form whatever the space."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from cli.harness import SEARCH, nasdsl
from cli.stub_backend import StubBackend, StubEngine
from nasdsl.backend import Epoch
from nasdsl.diagnostics.catalogue import ENTRIES

Schema = Any
MANY = ...  # as a key: any number of names


def decimal(value: object) -> bool:
    """An integer of a space, which may not fit the numbers of another language."""
    return isinstance(value, str) and value == str(int(value))


def share(value: object) -> bool:
    return isinstance(value, float) and 0 <= value <= 1


def misfit(data: Any, schema: Schema, place: str = "") -> list[str]:
    """Where data is not of a schema: types, tests, lists of one schema, and objects by key."""
    match schema:
        case type():
            return [] if type(data) is schema else [f"{place}: {data!r} is no {schema.__name__}"]
        case [each]:
            if not isinstance(data, list):
                return [f"{place}: {data!r} is no list"]
            return [m for i, part in enumerate(data) for m in misfit(part, each, f"{place}[{i}]")]
        case dict():
            if not isinstance(data, dict) or (MANY not in schema and data.keys() != schema.keys()):
                return [f"{place}: {data!r} has not the keys {list(schema)}"]
            return [
                m
                for key, part in data.items()
                for m in misfit(part, schema.get(key, schema.get(MANY)), f"{place}.{key}")
            ]
        case None:
            return [] if data is None else [f"{place}: {data!r} is not null"]
        case _:
            return [] if schema(data) else [f"{place}: {data!r} is no {schema.__name__}"]


DECISIONS = {MANY: lambda value: isinstance(value, int | str | list)}
NETWORK = {"index": decimal, "params": int, "macs": int, "memory": int, "hash": str}
SHOWN = {**NETWORK, "space": str, "decisions": DECISIONS}
LAYER = {
    "tensor": int,
    "operation": str,
    "arguments": {MANY: lambda value: isinstance(value, int | float | str)},
    "inputs": [int],
    "output": [int],
    "params": int,
    "macs": int,
    "memory": int,
    "path": str,
}


def outlined(tree: object) -> bool:
    return not misfit(tree, {"text": str, "parts": [outlined]})


SPACES: dict[str, Schema] = {
    "count": {
        "space": str,
        "genotypes": decimal,
        "bounds": [decimal],
        "failing": lambda value: value is None or decimal(value),
        "failing_bounds": lambda value: value is None or all(map(decimal, value)),
        "reason": lambda value: value is None or isinstance(value, str),
        "witness": None,
        "flat": decimal,
        "feasible": lambda value: value is None or decimal(value),
        "formula": str,
        "symbols": {MANY: decimal},
        "parts": {MANY: decimal},
    },
    "sample -n 3": [{**NETWORK, "decisions": DECISIONS, "genome": [int]}],
    "show": outlined,
    "decode --index 7": {"space": str, "index": decimal, "decisions": DECISIONS},
    "show --index 7": {
        **NETWORK,
        "decisions": DECISIONS,
        "space": str,
        "output": [int],
        "layers": [LAYER],
    },
    "check": [str],  # which fits the empty list alone
}
MEASURED = {"accuracy": share, "loss": float}
MEMBER = {
    **NETWORK,
    "objectives": {"error": share, "params / 500k": float},
    "metrics": MEASURED,
    "test": MEASURED,
}
GENERATION = {
    "number": int,
    "candidates": int,
    "evaluated": int,
    "cached": int,
    "infeasible": int,
    "failed": int,
    "best": [float],
    "hypervolume": float,
}


def of(*args: str) -> Any:
    """What a command prints, which has to be JSON and nothing else."""
    ended = nasdsl(*args, "--json")
    assert (ended.code, ended.err) == (0, "")
    return json.loads(ended.out)


@pytest.mark.parametrize("spec", ["pouy_digits", "pouy_mnist", "nasnet", "nats_size", "enas_macro"])
@pytest.mark.parametrize("command", SPACES)
def test_spaces(command: str, spec: str) -> None:
    name, *options = command.split()
    data = of(name, spec, *options)
    assert misfit(data, SPACES[command]) == []
    if name == "check":
        assert data == []


def is_severity(value: object) -> bool:
    return value in ("error", "warning")


def test_diagnostics() -> None:
    Path("bad.nas").write_text("space\n")
    ended = nasdsl("check", "bad.nas", "nowhere.nas", "--json")
    place = ("line", "column", "end_line", "end_column")
    texts = dict.fromkeys(("help", "fix"), lambda found: found is None or isinstance(found, str))
    placed = {**dict.fromkeys(place, int), **texts}
    uses = [{"file": str, "line": int, "column": int}]
    fault = {"code": str, "severity": is_severity, "file": str, "message": str, "uses": uses}
    *first, last = json.loads(ended.out)
    assert (ended.code, ended.err) == (1, "")
    assert first
    assert misfit(first, [{**fault, **placed}]) == []
    assert misfit(last, {**fault, **dict.fromkeys((*place, "fix")), "help": str}) == []


@pytest.mark.parametrize("codes", [(), ("E204",), ("W101", "e001")])
def test_explain(codes: tuple[str, ...]) -> None:
    entries = of("explain", *codes)
    told = {"code": str, "title": str, "text": [str], "wrong": is_example, "mended": is_example}
    assert misfit(entries, [told]) == []
    assert [entry["code"] for entry in entries] == [code.upper() for code in codes or ENTRIES]


def is_example(value: object) -> bool:
    return value is None or isinstance(value, str)


@pytest.mark.usefixtures("stub")
def test_train() -> None:
    data = of("train", "pouy_digits", "--index", "7", "--data", "digits", "--epochs", "2")
    epoch = {"loss": float, "accuracy": share, "held_out_loss": float}
    seconds = {"compile_seconds": float, "train_seconds": float}
    assert misfit(data, {**NETWORK, "epochs": [epoch], "test": MEASURED, **seconds}) == []
    assert len(data["epochs"]) == 2


@pytest.mark.usefixtures("stub")
def test_search() -> None:
    ended = nasdsl(*SEARCH, "--out", "run", "--json")
    assert ended.code == 0
    assert "generation 2/2" in ended.err
    front = json.loads(ended.out)
    assert front
    assert misfit(front, [MEMBER]) == []
    report = of("report", "run")
    assert report["front"] == front
    assert misfit(report["history"], [GENERATION]) == []
    assert sum(generation["candidates"] for generation in report["history"]) == 8
    assert report["settings"] == json.loads(Path("run", "run.json").read_text("utf-8"))
    assert report["settings"]["settings"]["population"] == 4


def refused(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


@pytest.mark.parametrize("loss", [math.nan, math.inf, -math.inf])
def test_numbers_that_are_not_finite_are_null(
    stub: StubBackend, monkeypatch: pytest.MonkeyPatch, loss: float
) -> None:
    tested = StubEngine.test
    monkeypatch.setattr("cli.stub_backend.Epoch", lambda _, *held_out: Epoch(loss, *held_out))
    monkeypatch.setattr(StubEngine, "test", lambda *args: tested(*args)._replace(loss=loss))
    one = ("pouy_digits", "--index", "7", "--data", "digits", "--epochs", "2")
    for args in (("train", *one), (*SEARCH, "--out", "run"), ("report", "run"), ("retrain", "run")):
        ended = nasdsl(*args, "--json")
        assert ended.code == 0, ended.err
        json.loads(ended.out, parse_constant=refused)
        assert ('"loss": null' in ended.out) == ("train" in args[0])


@pytest.mark.parametrize(
    ("data", "schema"),
    [
        ({"a": 1}, {"a": str}),
        ({"a": 1}, {"b": int}),
        ({"a": 1, "b": 1}, {"a": int}),
        ([1, "a"], [int]),
        (True, int),
        ("01", decimal),
        (1, None),
        ({"a": [{"b": 1.0}]}, {"a": [{"b": share, "c": int}]}),
    ],
)
def test_the_schemas_find_what_does_not_fit(data: object, schema: Schema) -> None:
    assert misfit(data, schema) != []
