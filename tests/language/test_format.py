"""The usual form of a spec: means the same, loses nothing, and is its own usual form.

`ACCEPT=1 pytest tests/language` rewrites the golden forms that have changed.
"""

from __future__ import annotations

import os
import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nasdsl.errors import SpecError
from nasdsl.formatting.statements import formatted
from nasdsl.language import ast, library
from nasdsl.language.parser import parse
from nasdsl.source import Source, Span
from oracle.generate.trees import Speller, specs

FORMS = Path(__file__).parent / "forms"
APART = re.compile(r'#[^\n]*|"(?:[^"\\\n]|\\.)*"')
WORDS = re.compile(r'#[^\n]*|"(?:[^"\\\n]|\\.)*"|\d[\d_]*\.\d+|\w+|->|\.\.|[^\w\s]')


def tree(text: str) -> Any:
    """The statements of a text, without their places."""
    return shape(parse(Source("random", text)).statements)


def shape(node: Any) -> Any:
    if isinstance(node, tuple):
        return tuple(shape(each) for each in node)
    if isinstance(node, Span) or not is_dataclass(node):
        return None if isinstance(node, Span) else node
    return (type(node), *(shape(getattr(node, f.name)) for f in fields(node)))


def form(text: str) -> str:
    return formatted(Source("random", text))


def without_comments(text: str) -> str:
    return APART.sub(lambda found: "" if found[0].startswith("#") else found[0], text)


def words(text: str) -> list[str]:
    """The words of a text, but for what formatting may add or drop."""
    found = (word.rstrip() for word in WORDS.findall(text))
    return [word for word in found if word not in ("(", ")", ",")]


def code(text: str) -> list[str]:
    return [word for word in words(text) if not word.startswith("#")]


def comments(text: str) -> list[str]:
    return [word for word in words(text) if word.startswith("#")]


@settings(max_examples=300)
@given(specs(), st.integers(0, 2**32))
def test_it_means_the_same(statements: tuple[ast.Statement, ...], seed: int) -> None:
    text = Speller(Random(seed)).text(statements)
    assert tree(text) == shape(statements)
    found = form(text)
    assert tree(found) == shape(statements)
    assert words(found) == words(text)
    assert form(found) == found


@settings(max_examples=300)
@given(specs(), st.integers(0, 2**32))
def test_comments_are_kept_in_order(statements: tuple[ast.Statement, ...], seed: int) -> None:
    text = Speller(Random(seed)).text(statements, comments=0.05)
    found = form(text)
    assert tree(found) == shape(statements)
    assert code(found) == code(text)
    assert comments(found) == comments(text)
    assert form(found) == found


@settings(max_examples=200)
@given(specs(), st.integers(0, 2**32))
def test_lines_have_at_most_100_columns(statements: tuple[ast.Statement, ...], seed: int) -> None:
    found = form(Speller(Random(seed)).text(statements, comments=0.02))
    for line in without_comments(found).splitlines():
        assert len(line.rstrip()) <= 100 or '"' in line
    assert not any(line.endswith(" ") for line in found.splitlines())
    assert "\n\n\n" not in found
    assert found[:1] != "\n"
    assert found[-2:] != "\n\n"


@pytest.mark.parametrize("name", sorted(path.stem for path in FORMS.glob("*.nas")))
def test_form(name: str) -> None:
    text, golden = (FORMS / f"{name}.nas").read_text("utf-8"), FORMS / f"{name}.txt"
    found = form(text)
    if os.environ.get("ACCEPT"):
        golden.write_text(found, "utf-8")
    assert golden.read_text("utf-8") == found
    assert tree(found) == tree(text)
    assert form(found) == found


@pytest.mark.parametrize("name", library.spec_names())
def test_specs_of_the_library_are_in_their_form(name: str) -> None:
    source = library.read_spec(name)
    assert formatted(source) == source.text


@pytest.mark.parametrize("text", ["", "\n\n", " \t"])
def test_nothing_stays_nothing(text: str) -> None:
    assert form(text) == ""


def test_a_comment_alone() -> None:
    assert form("\n\n  # alone  ") == "# alone\n"


def test_what_is_no_spec_has_no_form() -> None:
    with pytest.raises(SpecError, match="E106"):
        form("network = conv(3")


def test_a_deep_spec() -> None:
    text = f"network = {'add([' * 31}relu{'])' * 31}\n"
    assert tree(form(text)) == tree(text)
    text = f"network = {'given a { b: c: [' * 30}relu{']}' * 30}\n"
    assert tree(form(text)) == tree(text)


def test_a_long_spec() -> None:
    text = f"network = {'conv(3, filters=16) -> ' * 1_000}relu\n" + "gene a = 1 | 2\n" * 1_000
    found = form(text)
    assert tree(found) == tree(text)
    assert max(map(len, found.splitlines())) <= 100
