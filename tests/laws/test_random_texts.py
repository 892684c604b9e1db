"""What holds of the text of every spec and of every mistake in it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from random import Random
from typing import Any, get_args

import pytest
from hypothesis import event, given, seed, settings
from hypothesis import strategies as st

from nasdsl.formatting.statements import formatted
from nasdsl.language import ast
from nasdsl.language.parser import parse
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source, Span
from oracle.generate.mutations import mutated, outcome
from oracle.generate.specs import specs
from processes import HANGS, environment, python

EXPRESSIONS = get_args(ast.Expr)


def shape(node: Any) -> Any:
    """A syntax tree without its places."""
    if isinstance(node, tuple):
        return tuple(shape(each) for each in node)
    if not is_dataclass(node) or isinstance(node, Span | Source):
        return None if isinstance(node, Span | Source) else node
    return (type(node), *(shape(getattr(node, f.name)) for f in fields(node)))


def expressions(node: Any) -> Iterator[Any]:
    if isinstance(node, EXPRESSIONS):
        yield node
    inner = node if isinstance(node, tuple) else [getattr(node, f.name) for f in fields(node)]
    for each in inner:
        if isinstance(each, tuple) or (is_dataclass(each) and not isinstance(each, Span | Source)):
            yield from expressions(each)


@seed(0)
@settings(max_examples=60, database=None, deadline=None)
@given(specs())
def test_the_place_of_an_expression_is_its_text(text: str) -> None:
    spec = parse(Source("random.nas", text))
    for node in expressions(spec.statements):
        written = text[node.span.start : node.span.end]
        again = parse(Source("again.nas", f"network = {written}"))
        (network,) = again.statements
        assert isinstance(network, ast.NetworkStatement)
        assert shape(network.body) == shape(node)


@seed(1)
@settings(max_examples=60, database=None, deadline=None)
@given(specs())
def test_line_ends_and_comments_mean_nothing(text: str) -> None:
    other = text.replace(" ", ' # ")]}\n\t').replace("(", " (\n").replace("\n\n", "\n")
    spec = parse(Source("random.nas", text))
    assert shape(parse(Source("other.nas", other)).statements) == shape(spec.statements)


@seed(4)
@settings(max_examples=60, database=None, deadline=None)
@given(specs())
def test_the_usual_form_means_the_same(text: str) -> None:
    source = Source("random.nas", text)
    form = Source("form.nas", formatted(source))
    assert shape(parse(form).statements) == shape(parse(source).statements)
    space = SearchSpace(parse(source))
    other = SearchSpace(parse(form))
    assert other.count() == space.count()
    assert [(i.path, i.values) for i in other.loci] == [(i.path, i.values) for i in space.loci]


# mistakes


@seed(2)
@settings(max_examples=150, database=None, deadline=None)
@given(specs(), st.integers(0, 2**32))
def test_a_mutated_random_spec_is_a_space_or_an_error(text: str, start: int) -> None:
    event(outcome(mutated(text, Random(start)), Random(start)))


@pytest.mark.long
@seed(3)
@settings(max_examples=10_000, database=None, deadline=None)
@given(specs(), st.integers(0, 2**32))
def test_many_mutated_random_specs_are_spaces_or_errors(text: str, start: int) -> None:
    event(outcome(mutated(text, Random(start)), Random(start)))


def outcomes(number: int, start: int) -> set[str]:
    """What becomes of mutated specs of the library, in a process with limits."""
    command = python("oracle.generate.mutations", str(number), str(start))
    done = subprocess.run(
        command, env=environment(), capture_output=True, text=True, check=False, timeout=6 * HANGS
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return set(done.stdout.split())


needs_proc = pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc")


@needs_proc
@pytest.mark.parametrize("shard", range(2))
def test_a_mutated_spec_is_a_space_or_an_error(shard: int) -> None:
    assert {"space", "E1", "E2", "E3", "E4"} <= outcomes(1_000, start=shard)


@needs_proc
@pytest.mark.long
@pytest.mark.parametrize("shard", range(10))
def test_many_mutated_specs_are_spaces_or_errors(shard: int) -> None:
    assert {"space", "failure", "E1", "E2", "E3", "E4", "E6"} <= outcomes(10_000, start=100 + shard)
