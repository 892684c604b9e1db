"""The rules of `docs/hash.md`, one by one: what is one network, and what stays two."""

from __future__ import annotations

from pathlib import Path

import pytest

import nasdsl
from nasdsl import ops
from nasdsl.language.parser import parse
from nasdsl.ops import MergeKind, Zeros
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source

HEAD = 'space rules "Networks that may be one"\ninput 4 x 4 x 4\n'


def hashes(text: str) -> list[str]:
    """The hash of each network of a space."""
    space = SearchSpace(parse(Source("rules.nas", HEAD + text + "\n")))
    return [space.decode(space.unrank(index)).hash for index in range(space.count())]


def row(*modules: str) -> str:
    return "network = " + " | ".join(f"({module})" for module in modules)


ONE = {
    "identities": ("conv(3)", "conv(3) -> identity", "dropout(rate=0) -> conv(3) -> max_pool(1)"),
    "zero is dropped": ("conv(3)", "add([zero, conv(3)])", "add([conv(3), zero, scale(0)])"),
    "zero absorbs": ("zero", "multiply([conv(3), zero])", "scale(0)"),
    "zero goes through": (
        "zero",
        "zero -> relu",
        "zero -> conv(3, bias=no) -> gelu -> avg_pool(3)",
        "conv(3) -> zero -> dropout(rate=0.5)",
        "add([zero, zero]) -> squeeze_excite(1/4)",
        "mean([zero, zero -> tanh])",
    ),
    "zeros of one shape": ("conv(3, stride=2) -> zero", "zero(stride=2)"),
    "sums of sums": ("add([relu, add([tanh, conv(3)])])", "add([conv(3), relu, tanh])"),
    "products": ("multiply([relu, multiply([tanh, conv(3)])])", "multiply([conv(3), tanh, relu])"),
    "maxima of maxima": ("max([relu, max([tanh, relu])])", "max([tanh, relu])"),
    "a maximum of one": ("relu", "max([relu, relu])", "mean([relu, relu, relu])"),
    "equal computations": (
        "add([relu -> conv(3), relu -> conv(5)])",
        "relu -> add([conv(5), conv(3)])",
    ),
    "zeros that are concatenated": (
        "concat([zero, relu]) -> conv(1)",
        "concat([conv(3) -> zero -> tanh, relu]) -> conv(1)",
    ),
}
TWO = {
    "a bias of zero": ("zero", "zero -> conv(3)", "zero -> batch_norm", "zero -> sigmoid"),
    "what is concatenated": ("concat([relu, tanh])", "concat([tanh, relu])"),
    "sums of equal ones": ("relu", "add([relu, relu])", "add([relu, relu, relu])"),
    "means do not nest": ("mean([relu, mean([tanh, conv(3)])])", "mean([relu, tanh, conv(3)])"),
    "zero in a mean": ("relu", "mean([relu, zero])", "max([relu, zero])"),
    "two of a kind": (
        "conv(3) -> add([identity, identity])",
        "add([conv(3), conv(3)])",
    ),
    "two draws": (
        "dropout(rate=0.5) -> add([identity, identity])",
        "add([dropout(rate=0.5), dropout(rate=0.5)])",
    ),
    "padding alone": ("zero -> max_pool(1, padding=1)", "zero -> max_pool(3, padding=2)"),
}


@pytest.mark.parametrize("rule", ONE)
def test_one_network(rule: str) -> None:
    assert len(set(hashes(row(*ONE[rule])))) == 1


@pytest.mark.parametrize("rule", TWO)
def test_as_many_networks(rule: str) -> None:
    assert len(set(hashes(row(*TWO[rule])))) == len(TWO[rule])


def test_two_cells_that_unfold_alike() -> None:
    """Two 1 x 1 convolutions of one tensor, added, and one that is doubled: 28,000 parameters."""
    space = nasdsl.load(Path(__file__).parents[2] / "specs" / "nasbench201.nas")
    loci = space.encoding("loci")
    added, doubled = (
        space.decode(loci.decode(genome)) for genome in ([0, 1, 0, 2, 0, 2], [2, 0, 1, 0, 1, 1])
    )
    assert (added.params, doubled.params) == (129_306, 101_306)
    assert added.hash != doubled.hash


@pytest.mark.parametrize(("merge", "number"), [("add", 3), ("concat", 4), ("minimum", 3)])
def test_a_merge_that_is_added(merge: str, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a stranger would: it states its algebra, and nothing else knows of it."""
    minimum = MergeKind(
        name="minimum",
        summary="the minimum",
        stacks=False,
        broadcasts=False,
        commutative=True,
        associative=True,
        idempotent=True,
        zeros=Zeros.KEPT,
        aliases="",
    )
    monkeypatch.setitem(ops.MERGES, "minimum", minimum)  # type: ignore[arg-type]
    text = f"block a = conv(3) | conv(5)\nnetwork = {merge}([a, a])"
    assert len(set(hashes(text))) == number
    if merge == "minimum":
        nested = ("minimum([relu, minimum([tanh, relu])])", "minimum([tanh, relu])")
        assert len(set(hashes(row(*nested)))) == 1
        assert len(set(hashes(row("minimum([relu, relu])", "relu")))) == 1
