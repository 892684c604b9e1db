"""Decisions by name mean the same network after edits elsewhere in the file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from nasdsl.errors import NasdslError
from nasdsl.formatting.statements import formatted
from nasdsl.genome.genotype import Genotype
from nasdsl.language import ast
from nasdsl.language.parser import parse
from nasdsl.program.shapes import InvalidNetwork
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source
from oracle.generate.specs import picked_specs, specs

HEADS = "block ", "cell ", "gene ", "let "
ADDED = "added"
UNRELATED = (
    "block unrelated = conv(1) | relu -> tanh",
    "block unrelated(a=3, b=relu) = (b -> conv(a) | tanh) * (1..2)",
    "cell unrelated[2] = add(pick(1..2, [relu, tanh, identity]))",
    "gene unrelated = 1 | 2",
    "gene unrelated[3] = small | large",
    "let unrelated(x) = x * 2 + 1",
)
EXAMPLES, LONG_EXAMPLES, MOST = 60, 2_000, 300


def is_definition(line: str) -> bool:
    return line.startswith(HEADS)


def with_unrelated(lines: list[str], random: Random) -> list[str]:
    """A definition more, which nothing uses, at any place among the statements."""
    at = random.randint(1, len(lines))
    return [*lines[:at], random.choice(UNRELATED), *lines[at:]]


def reordered(lines: list[str], random: Random) -> list[str]:
    """The definitions in another order, in the places of definitions."""
    definitions = [line for line in lines if is_definition(line)]
    random.shuffle(definitions)
    following = iter(definitions)
    return [next(following) if is_definition(line) else line for line in lines]


def network_first(lines: list[str], _: Random) -> list[str]:
    """What follows the head of the file, with the network before all that it uses."""
    at = next(i for i, line in enumerate(lines) if line.startswith("network"))
    return [*lines[:1], lines[at], *lines[1:at], *lines[at + 1 :]]


def remarked(lines: list[str], random: Random) -> list[str]:
    """Remarks and empty lines between statements."""
    return [part for line in lines for part in (random.choice(["", "# a remark"]), line)]


def with_a_decision(lines: list[str], random: Random) -> list[str]:
    """A definition more that decides whether to change anything, first or last in the network."""
    at = next(i for i, line in enumerate(lines) if line.startswith("network"))
    head, _, body = lines[at].partition(" = ")
    (network,) = parse(Source("network.nas", lines[at])).statements
    assert isinstance(network, ast.NetworkStatement)
    if not isinstance(network.body, ast.SequenceExpr):
        return lines
    row = random.choice([f"{ADDED} -> {body}", f"{body} -> {ADDED}"])
    return [*lines[:at], f"block {ADDED} = relu | identity", f"{head} = {row}", *lines[at + 1 :]]


def reformatted(lines: list[str], _: Random) -> list[str]:
    return formatted(Source("edited.nas", "\n".join(lines) + "\n")).splitlines()


Edit = Callable[[list[str], Random], list[str]]
EDITS: tuple[Edit, ...] = with_unrelated, with_a_decision, reordered, network_first, remarked
"""Edits of statements, one a line; a spec that is formatted has others."""


def edited(text: str, random: Random) -> tuple[str, list[str]]:
    """A spec with some edits that leave the network as it is, and their names."""
    edits = random.sample(EDITS, random.randint(1, len(EDITS)))
    edits += [reformatted] if random.random() < 0.5 else []
    lines = text.splitlines()
    for edit in edits:
        lines = edit(lines, random)
    return "\n".join(lines) + "\n", [edit.__name__ for edit in edits]


def network_of(space: SearchSpace, genotype: Genotype) -> str | None:
    try:
        return space.decode(genotype).hash
    except InvalidNetwork:
        return None


def check(text: str, start: int) -> list[str]:
    """Check some genotypes of a spec in an edited one, and return what has been met."""
    try:
        space = SearchSpace(parse(Source("random.nas", text)))
    except NasdslError:
        return []
    random = Random(start)
    other, met = edited(text, random)
    after = SearchSpace(parse(Source("edited.nas", other)))
    more = {f"network.{ADDED}": "identity"} if ADDED in other else {}
    assert after.count() == space.count() * (2 if more else 1), other
    for index in random.sample(range(min(space.count(), MOST)), min(space.count(), 6)):
        genotype = space.unrank(index)
        decisions = {**json.loads(json.dumps(dict(genotype.decisions))), **more}
        moved = after.genotype(decisions)
        assert json.loads(json.dumps(dict(moved.decisions))) == decisions, other
        assert network_of(after, moved) == network_of(space, genotype), other
        met += ["another index"] if moved.index != index else []
        met += ["several decisions"] if len(genotype.decisions) > 1 else []
    return [*{*met}, "a space"]


def checked(number: int, start: int, texts: st.SearchStrategy[str]) -> Counter[str]:
    met: Counter[str] = Counter()

    @seed(start)
    @settings(
        max_examples=number,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(texts, st.integers(0, 2**32))
    def law(text: str, drawn: int) -> None:
        met.update(check(text, drawn))

    law()
    return met


def test_names_mean_the_same_after_edits_elsewhere() -> None:
    met = checked(EXAMPLES, 0, specs(MOST))
    for edit in (*EDITS, reformatted):
        assert met[edit.__name__] >= met["a space"] / 4
    assert met["another index"] >= met["a space"] / 4  # so names alone lead to the network
    assert met["several decisions"] >= met["a space"] / 4


@pytest.mark.long
@pytest.mark.parametrize("texts", [specs(MOST), picked_specs()], ids=["all", "picked"])
def test_names_mean_the_same_after_many_edits(texts: st.SearchStrategy[str]) -> None:
    checked(LONG_EXAMPLES, 1_000, texts)
