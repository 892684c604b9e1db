"""What holds of the text of every spec and of every mistake in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from random import Random
from typing import Any, get_args

import pytest
from hypothesis import event, given, seed, settings
from hypothesis import strategies as st
from random_specs import specs

from nasdsl.errors import NasdslError, SpecError
from nasdsl.language import ast, library
from nasdsl.language.parser import parse
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source, Span

EXPRESSIONS = get_args(ast.Expr)
WORDS = re.compile(r'"[^"]*"|\w+|->|\.\.|<=|[^\w\s]|\s+')
NUMBERS = ("0", "1", "1.5", "300", "20_000", "1G", "[relu]", "(1|2)", "channels", "else")
CHARACTERS = "()[]{}|:,=*+-/<>.#\"'\\ \n\t09aZ_é\x00"


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
        assert isinstance(network, ast.Network)
        assert shape(network.body) == shape(node)


@seed(1)
@settings(max_examples=60, database=None, deadline=None)
@given(specs())
def test_line_ends_and_comments_mean_nothing(text: str) -> None:
    other = text.replace(" ", ' # ")]}\n\t').replace("(", " (\n").replace("\n\n", "\n")
    spec = parse(Source("random.nas", text))
    assert shape(parse(Source("other.nas", other)).statements) == shape(spec.statements)


# mistakes


def mutated(text: str, random: Random) -> str:
    """The text with a few words or characters dropped, doubled, swapped, replaced or put in."""
    change = random.choice([misnamed, broken])
    for _ in range(random.choice([1, 1, 1, 2, 3, 8])):
        text = change(text, random) or "x"
    return text


def misnamed(text: str, random: Random) -> str:
    """A name or number by another one, so that the grammar is mostly kept."""
    words = [found for found in WORDS.finditer(text) if found[0][0].isalnum()]
    others = [found[0] for found in words] + list(NUMBERS)
    at = random.choice(words)
    return text[: at.start()] + random.choice(others) + text[at.end() :]


def broken(text: str, random: Random) -> str:
    parts = WORDS.findall(text) if random.random() < 0.6 else list(text)
    at, other = random.randrange(len(parts)), random.randrange(len(parts))
    match random.randrange(5):
        case 0:
            parts[at] = ""
        case 1:
            parts[at] *= 2
        case 2:
            parts[at], parts[other] = parts[other], parts[at]
        case 3:
            parts[at] = random.choice([each for each in parts if not each.isspace()])
        case _:
            parts[at] += random.choice(CHARACTERS)
    return "".join(parts)


def outcome(text: str, random: Random) -> str:
    """What becomes of a text: a space that answers, or errors that say where."""
    try:
        space = SearchSpace(parse(Source("mutated.nas", text)))
        space.flat()
        assert len(space.unrank(random.randrange(space.count()))) == len(space.loci)
        space.decode(space.sample(random))
    except SpecError as error:
        for diagnostic in error.diagnostics:
            line, column = diagnostic.span.position
            assert 1 <= line <= text.count("\n") + 1
            assert 1 <= column <= len(diagnostic.span.source.line(line)) + 1
            assert diagnostic.render()
        return error.diagnostics[0].code[:2]
    except NasdslError:
        return "no network"
    return "a space"


def outcomes(number: int, start: int) -> Counter[str]:
    random = Random(start)
    texts = [library.read(name).text for name in library.names()]
    return Counter(outcome(mutated(random.choice(texts), random), random) for _ in range(number))


@pytest.mark.parametrize("shard", range(2))
def test_a_mutated_spec_is_a_space_or_an_error(shard: int) -> None:
    found = outcomes(250, start=shard)
    print(found)
    assert {"a space", "E1", "E2", "E3", "E4"} <= found.keys()


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


@pytest.mark.long
def test_many_mutated_specs_are_spaces_or_errors() -> None:
    found = outcomes(20_000, start=100)
    print(found)
    assert {"a space", "no network", "E1", "E2", "E3", "E4", "E6"} <= found.keys()
