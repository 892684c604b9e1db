"""Warnings are for what is surely not meant; their texts are in tests/messages."""

from __future__ import annotations

from pathlib import Path

import pytest

import nasdsl
from nasdsl.language import library
from nasdsl.language.parser import parse
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source

HEAD = "space s\ninput 8 x 8 x 4\n"


def codes(text: str) -> list[str]:
    return [w.code for w in SearchSpace(parse(Source("text", HEAD + text))).warnings]


@pytest.mark.parametrize("spec", library.spec_names())
def test_no_spec_of_the_library_has_a_warning(spec: str) -> None:
    assert [warning.render() for warning in nasdsl.load(spec).warnings] == []


def test_warnings_stand_in_the_order_of_the_text_each_once() -> None:
    text = "block b(x) = conv(3 | 3)\nblock a = relu\nnetwork = b(1) -> b(2) -> add([relu])\n"
    assert codes(text) == ["W105", "W101", "W104", "W103"]


def test_a_parameter_used_many_times_is_looked_at_once() -> None:
    """Written out, the last definition holds its argument 2 to the power of 60 times."""
    doubling = "".join(f"block a{i}(x) = a{i - 1}(x -> x)\n" for i in range(1, 61))
    assert codes(f"block a0(x) = x\n{doubling}network = a60(conv(3 | 5 | 3))\n") == ["W101"]
    assert codes(f"block a0(x) = x\n{doubling}network = a60(add([relu]))\n") == ["W103"]


@pytest.mark.parametrize(
    "meant",
    [
        "network = conv(3) | plain: conv(5)",
        "block unit(k) = conv(k) -> relu\nnetwork = unit(3 | 5) -> unit(3 | 5)",
        "block op = conv(3) | conv(5)\nlet twice = op * 2\nnetwork = twice -> twice",
        "cell c(k: a | b) = given k { a: relu b: conv(3) }\nnetwork = c(a) -> c(b)",
        "gene g = 3 | 5\nblock b(k) = conv(k)\nnetwork = b(g) -> (relu | b(g))",
        "block d(n) = given n { 1: relu else: conv(n) }\nnetwork = d(1..3)",
        "block f(op) = op\nblock b(s) = f(given s { 1: relu 2: relu * 2 })\nnetwork = b(1) -> b(2)",
        "let w = 8 | 16\nblock op = conv(3, filters=w) | conv(5, filters=w)\nnetwork = op",
        "let w = 8 | 16\nblock op(k) = given k { 3: conv(w) 5: dense(w) }\nnetwork = op(3 | 5)",
        "cell c = graph(x) { a = x -> relu return add(pick(1, [x, a]) -> conv(3)) }\nnetwork = c",
        "block unit(k) = conv(k, filters=w)\ngene w = 8 | 16\nnetwork = unit(3) -> unit(5)",
        "options o = relu: relu | conv: conv(3)\nnetwork = o",
        "block width_of(w = channels) = conv(1, filters=w)\nnetwork = width_of",
        "network = add([identity, relu] * (0..2))",
        "block m(kind) = merge(kind, [relu, identity])\nnetwork = m(add | concat)",
        "network = relu * (1..1+1)",
        "network = relu\nrequire params <= 1M and macs >= 1",
    ],
)
def test_what_may_well_be_meant_has_no_warning(meant: str) -> None:
    assert codes(meant) == []


def test_what_another_file_has_is_its_own_affair(tmp_path: Path) -> None:
    blocks = (
        "let w = 8 | 16\nblock spare(x) = add([relu | relu])\nblock unit(unused_one) = conv(w)\n"
    )
    (tmp_path / "blocks.nas").write_text(blocks)
    main = f'{HEAD}use "blocks.nas"\nblock here(w) = conv(w)\nnetwork = unit(1) -> spare(2) -> '
    (tmp_path / "main.nas").write_text(f"{main} conv(w) -> conv(w) -> here(3 | 3)\n")
    found = nasdsl.load(tmp_path / "main.nas").warnings
    assert [warning.code for warning in found] == ["W107", "W101"]
    assert {Path(warning.span.source.name).name for warning in found} == {"main.nas"}


def test_what_the_network_does_not_use_decides_nothing() -> None:
    text = "gene n = 1..3\nblock b = relu * n\ncell c = conv(3 | 5) * 2\nblock d = c\n"
    text += "block r(k) = given k { 0: relu else: conv(3 | 5) -> r(k-1) }\nnetwork = tanh\n"
    assert SearchSpace(parse(Source("text", HEAD + text))).count() == 1
    assert codes(text) == ["W104"] * 5
