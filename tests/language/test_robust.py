"""Whatever the grammar accepts is a space, or its errors say where."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from nasdsl.errors import NasdslError, SpecError
from nasdsl.language import ast
from nasdsl.language.parser import parse
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source
from oracle.generate.trees import NOWHERE, Speller, expressions, specs

HEAD = "space s\ninput 8 x 8 x 4\nclasses 10\n"
SOME = expressions(5)
BODIES = st.tuples(SOME, SOME, SOME, SOME)


def spec(bodies: tuple[ast.Expr, ...]) -> tuple[ast.Statement, ...]:
    """A block, a family of cells, a gene and a network: what the names in their bodies may mean."""
    block, cell, gene, network = bodies
    x = ast.ParameterDeclaration("x", (), None, NOWHERE)
    return (
        ast.Definition("block", "a", None, (x,), block, NOWHERE, NOWHERE),
        ast.Definition("cell", "b2", 3, (), cell, NOWHERE, NOWHERE),
        ast.GeneStatement("k", None, gene, NOWHERE, NOWHERE),
        ast.NetworkStatement(network, NOWHERE),
    )


TREES = specs() | BODIES.map(spec) | BODIES.map(spec) | BODIES.map(spec)


def outcome(statements: tuple[ast.Statement, ...], seed: int) -> str:
    random = Random(seed)
    text = HEAD + Speller(random).text(statements)
    try:
        space = SearchSpace(parse(Source("random.nas", text)))
        space.decode(space.sample(random))
    except SpecError as error:
        for diagnostic in error.diagnostics:
            assert 1 <= diagnostic.span.position[0] <= text.count("\n") + 1
            assert diagnostic.render()
        return error.diagnostics[0].code
    except NasdslError:
        return "no network"
    return "a space"


@settings(max_examples=300)
@given(TREES, st.integers(0, 2**32))
def test_a_random_tree_is_a_space_or_an_error(
    statements: tuple[ast.Statement, ...], seed: int
) -> None:
    event(outcome(statements, seed))


@pytest.mark.long
@settings(max_examples=10_000)
@given(TREES, st.integers(0, 2**32))
def test_many_random_trees_are_spaces_or_errors(
    statements: tuple[ast.Statement, ...], seed: int
) -> None:
    event(outcome(statements, seed))
