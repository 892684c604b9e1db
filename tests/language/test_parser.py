"""Precedence, numbers and places: what the syntax tree says of a text."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nasdsl.errors import SpecError
from nasdsl.language import ast
from nasdsl.language.parser import parse, recover
from nasdsl.source import Source, Span


def expression(text: str) -> ast.Expr:
    (statement,) = parse(Source("text", f"network = {text}")).statements
    assert isinstance(statement, ast.NetworkStatement)
    return statement.body


def without_places(node: Any) -> Any:
    if isinstance(node, tuple):
        return tuple(without_places(each) for each in node)
    if isinstance(node, Span) or not is_dataclass(node):
        return None if isinstance(node, Span) else node
    return (type(node), *(without_places(getattr(node, f.name)) for f in fields(node)))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("a | b -> c", "a | (b -> c)"),
        ("p: a -> b | q: c", "p: (a -> b) | q: (c)"),
        ("a -> b * 2 -> c", "a -> (b * 2) -> c"),
        ("a -> 1 .. 2", "a -> (1 .. 2)"),
        ("n-1 .. n+1 by 2*s", "(n - 1) .. (n + 1) by (2 * s)"),
        ("a + b * c - d / e", "a + (b * c) - (d / e)"),
        ("same a * 2", "(same a) * 2"),
        ("[a] * 2 -> same b -> c", "([a] * 2) -> (same b) -> c"),
        ("a * f(b | c)", "a * (f((b | c)))"),
        ("given k { p: a | b q: r: c -> d }", "given k { p: (a | b) q: (r: (c -> d)) }"),
        ("c[1..2](x, y = 1 | 2) * 3", "(c[(1 .. 2)](x, y=(1 | 2))) * 3"),
        ("f(a, b,)", "f(a, b)"),
        ("[a, b,]", "[a, b]"),
        ("f(p = same, q = same | valid)", "f(p=(same), q=((same) | valid))"),
        (
            "given k { same: a valid: same b 2: same c }",
            "given k { same: (a) valid: (same b) 2: (same c) }",
        ),
        ("f(same) * 2", "(f((same))) * 2"),
        ("2*channels", "2 * channels"),
        ("a-b", "a - b"),
        ("a->b", "a -> b"),
    ],
)
def test_precedence(text: str, meant: str) -> None:
    assert without_places(expression(text)) == without_places(expression(meant))


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("a -> (b -> c)", "a -> b -> c"),
        ("(a | b) | c", "a | b | c"),
        ("a - (b - c)", "a - b - c"),
        ("same (a * 2)", "same a * 2"),
        ("f", "f()"),
    ],
)
def test_brackets_that_mean_something(text: str, other: str) -> None:
    assert without_places(expression(text)) != without_places(expression(other))


@given(
    st.integers(0, 10**12),
    st.none() | st.integers(0, 10**9 - 1),
    st.none() | st.integers(-12, 12),
    st.sampled_from(["", "k", "M", "G"]),
)
def test_numbers_are_exact(
    whole: int, decimals: int | None, exponent: int | None, suffix: str
) -> None:
    text, value = f"{whole:_}", Fraction(whole)
    if decimals is not None:
        text += f".{decimals:09d}"
        value += Fraction(decimals, 10**9)
    if exponent is not None:
        text, suffix = f"{text}e{exponent}", ""
        value *= Fraction(10) ** exponent
    value *= {"": 1, "k": 10**3, "M": 10**6, "G": 10**9}[suffix]
    found = expression(text + suffix)
    assert isinstance(found, ast.NumberLiteral)
    assert found.value == value
    assert isinstance(found.value, int) == (value.denominator == 1)


@pytest.mark.parametrize("word", ["spaces", "cells", "by_two", "same_", "_given", "classes2", "k"])
def test_a_name_may_begin_with_a_word_of_the_language(word: str) -> None:
    found = expression(f"{word} -> {word}(3)")
    assert isinstance(found, ast.SequenceExpr)
    assert [part.name for part in found.parts if isinstance(part, ast.NameExpr)] == [word, word]


def test_a_word_ends_before_the_next_statement() -> None:
    spec = parse(
        Source("text", "let p = same\nclasses 10\nlet q = same # a\nblock f(p: same | x) = a")
    )
    assert len(spec.statements) == 4


def test_what_can_be_read_of_a_text_with_errors() -> None:
    text = "let a = 1\nlet b = 2 3\nnetwork = (a\nlet c = b"
    spec = recover(Source("text", text))
    names = [s.name for s in spec.statements if isinstance(s, ast.Definition)]
    assert names == ["a", "c"]
    assert [(d.code, d.span.start) for d in spec.errors] == [("E104", 20), ("E106", 35)]
    assert spec.missing == {"let", "b", "2", "3", "network", "a"}


@pytest.mark.parametrize("text", ["", "a ->", "1 2", "a b", "(a", "a)", "k: p: a", "1 .. 2 .. 3"])
def test_what_is_no_expression(text: str) -> None:
    with pytest.raises(SpecError, match=r"E10[1-8]"):
        expression(text)
