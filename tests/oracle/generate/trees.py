"""Random syntax trees of the whole language, and each as text with every bracket written.

What the trees mean does not matter here: most are no search spaces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from hypothesis import strategies as st

from nasdsl.language import ast
from nasdsl.language.tree import parse_number
from nasdsl.source import Source, Span

NOWHERE = Span(Source("nowhere", ""), 0, 0)
NAMES = (
    "a", "b2", "_", "x", "k", "same_as", "long_name_of_a_block",
    "relu", "conv", "channels", "add", "merge", "concat", "fit", "pick", "any", "unused", "round",
)  # fmt: skip
NUMBERS = ("0", "7", "1_000", "150M", "0.75", "1e-3", "20_0k", "3.50", "007", "2.5e+2")
WHOLE = ("0", "3", "1_0", "12")
COMMENTS = ("# short", '#"no text"', "# a ] bracket { and | more -> ..", f"# {'long ' * 25}", "#")
ATOMS = (ast.NumberLiteral, ast.NameExpr, ast.Branches, ast.GraphExpr, ast.GivenExpr)

Draw = st.SearchStrategy[Any]


def some(items: Draw, least: int, most: int) -> Draw:
    return st.lists(items, min_size=least, max_size=most).map(tuple)


names = st.sampled_from(NAMES)
texts = st.sampled_from(["", "title", 'a \\" # quote', "tab\\t", "x" * 120])
members = st.none() | st.sampled_from([1, 3, 10])


def use(expr: Draw) -> Draw:
    name = names | st.just("classes")
    padding = st.just(ast.NameExpr("same", None, None, NOWHERE, NOWHERE))
    plain = st.builds(ast.Argument, st.none() | names, expr, st.just(NOWHERE))
    same = st.builds(ast.Argument, names, padding, st.just(NOWHERE))
    arguments = st.none() | some(plain | plain | plain | same, 0, 4)
    return st.builds(
        ast.NameExpr, name, st.none() | expr, arguments, st.just(NOWHERE), st.just(NOWHERE)
    )


def graph(expr: Draw) -> Draw:
    entry = st.builds(ast.GraphInput, names, st.booleans(), st.just(NOWHERE))
    binding = st.builds(ast.Binding, names, expr, st.just(NOWHERE), st.just(NOWHERE))
    return st.builds(ast.GraphExpr, some(entry, 1, 3), some(binding, 0, 3), expr, st.just(NOWHERE))


def given_(expr: Draw) -> Draw:
    label = names | st.sampled_from([0, 3, 10]) | st.none()
    cases = some(st.builds(ast.Case, label, expr, st.just(NOWHERE)), 1, 4)
    place = st.just(NOWHERE)
    return st.builds(ast.GivenExpr, names, st.none() | expr, cases, place, place)


@st.composite
def chain(draw: Callable[[Draw], Any], expr: Draw) -> ast.Chain:
    operands = draw(some(expr, 2, 4))
    operator = st.sampled_from(draw(st.sampled_from(["+-", "*/"])))
    return ast.Chain(operands, tuple(draw(operator) for _ in operands[1:]), NOWHERE)


def larger(expr: Draw) -> Draw:
    place = st.just(NOWHERE)
    return st.one_of(
        use(expr),
        st.builds(ast.Branches, some(expr, 0, 4), place),
        graph(expr),
        given_(expr),
        st.builds(ast.Same, expr, place),
        chain(expr),
        st.builds(ast.Range, expr, expr, st.none() | expr, place),
        st.builds(ast.SequenceExpr, some(expr, 2, 5), place),
        st.builds(ast.Labelled, names, expr, place),
        st.builds(ast.ChoiceExpr, some(expr, 2, 4), place),
        st.builds(ast.ChoiceExpr, some(st.builds(ast.Labelled, names, expr, place), 2, 4), place),
    )


numbers = st.builds(ast.NumberLiteral, st.sampled_from(NUMBERS).map(parse_number), st.just(NOWHERE))
plain_uses = st.builds(
    ast.NameExpr, names, st.none(), st.none(), st.just(NOWHERE), st.just(NOWHERE)
)  # fmt: skip


def expressions(leaves: int) -> Draw:
    return st.recursive(numbers | plain_uses | plain_uses, larger, max_leaves=leaves)


def statements(expr: Draw) -> Draw:
    place = st.just(NOWHERE)
    parameter = st.builds(
        ast.ParameterDeclaration, names, some(names, 0, 3), st.none() | expr, place
    )
    role = st.sampled_from(["block", "options", "pipeline", "reduction", "cell", "let"])
    relation = st.integers(2, 3).flatmap(
        lambda n: st.builds(
            ast.RelationExpr,
            some(expr, n, n),
            some(st.sampled_from(["<=", ">=", "==", "<", ">"]), n - 1, n - 1),
            place,
        )
    )
    setting = st.builds(ast.Setting, names, expr, place)
    section = st.sampled_from(["train", "search", "data"])
    return st.one_of(
        st.builds(ast.Title, names, texts, place),
        st.builds(ast.Import, texts, place),
        st.builds(ast.Input, some(st.sampled_from([1, 28, 1000]), 1, 3), place),
        st.builds(ast.Classes, st.sampled_from([2, 10]), place),
        st.builds(ast.Defaults, some(use(expr), 1, 3), place),
        st.builds(ast.Definition, role, names, members, some(parameter, 0, 3), expr, place, place),
        st.builds(ast.Definition, role, names, members, some(parameter, 0, 3), expr, place, place),
        st.builds(ast.GeneStatement, names, members, expr, place, place),
        st.builds(ast.NetworkStatement, expr, place),
        st.builds(ast.Require, some(relation, 1, 3), place),
        st.builds(ast.Section, section, some(setting, 0, 3), place),
    )


def specs(leaves: int = 12) -> Draw:
    return some(statements(expressions(leaves)), 0, 6)


class Speller:
    """Writes a tree word by word: in brackets whatever may stand in them, numbers at random."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def text(self, statements: tuple[ast.Statement, ...], comments: float = 0) -> str:
        """The text of statements, with comments in this share of the gaps between words."""
        words = [word for statement in statements for word in self.statement(statement)]
        return "".join(self.gap(comments) + word for word in words) + self.gap(comments)

    def gap(self, comments: float) -> str:
        gap = self.random.choice([" "] * 8 + ["\n", "\n", "\n\n", " \n \n\n\t", "  "])
        while self.random.random() < comments:
            gap += self.random.choice(COMMENTS) + self.random.choice(["\n", "\n\n", "\n  "])
        return gap

    def number(self, value: Any) -> str:
        known = [text for text in (*NUMBERS, *WHOLE) if parse_number(text) == value]
        return self.random.choice(known or [str(value)])

    def statement(self, node: ast.Statement) -> Iterator[str]:
        match node:
            case ast.Title(name, title):
                yield from ["space", name, *([f'"{title}"'] if title else [])]
            case ast.Import(file):
                yield from ["use", f'"{file}"']
            case ast.Input(sizes):
                yield from ["input", *self.between("x", ([self.number(s)] for s in sizes))]
            case ast.Classes(size):
                yield from ["classes", self.number(size)]
            case ast.Defaults(operations):
                yield from ["defaults", *self.between(",", map(self.bare, operations))]
            case ast.Definition(role, name, family, parameters, body):
                yield from [role, name, *self.family(family)]
                if parameters:
                    yield from self.listed("(", map(self.parameter, parameters), ")")
                yield from ["=", *self.expr(body)]
            case ast.GeneStatement(name, family, body):
                yield from ["gene", name, *self.family(family), "=", *self.expr(body)]
            case ast.NetworkStatement(body):
                yield from ["network", "=", *self.expr(body)]
            case ast.Require(relations):
                yield from ["require", *self.between("and", map(self.relation, relations))]
            case ast.Section(name, settings):
                yield from [name, "{"]
                for setting in settings:
                    yield from [setting.name, "=", *self.expr(setting.value)]
                yield "}"

    def between(self, separator: str, parts: Any) -> Iterator[str]:
        for index, part in enumerate(parts):
            yield from [*([separator] if index else []), *part]

    def listed(self, opening: str, parts: Any, closing: str) -> Iterator[str]:
        words = [opening, *self.between(",", parts)]
        comma = [","] if len(words) > 1 and self.random.random() < 0.3 else []
        yield from [*words, *comma, closing]

    def family(self, size: int | None) -> list[str]:
        return [] if size is None else ["[", self.number(size), "]"]

    def parameter(self, node: ast.ParameterDeclaration) -> Iterator[str]:
        yield node.name
        if node.symbols:
            yield from [":", *self.between("|", ([symbol] for symbol in node.symbols))]
        if node.default is not None:
            yield from ["=", *self.expr(node.default)]

    def relation(self, node: ast.RelationExpr) -> Iterator[str]:
        yield from self.expr(node.operands[0])
        for comparison, operand in zip(node.comparisons, node.operands[1:], strict=True):
            yield from [comparison, *self.expr(operand)]

    def argument(self, node: ast.Argument) -> Iterator[str]:
        yield from [] if node.name is None else [node.name, "="]
        if isinstance(node.value, ast.NameExpr) and node.value.name == "same":
            yield "same"
        else:
            yield from self.expr(node.value)

    def expr(self, node: ast.Expr) -> Iterator[str]:
        """An expression, in brackets wherever it has parts that could be taken for others'."""
        needed = 0 if isinstance(node, ATOMS) else 1
        brackets = needed + (self.random.random() < 0.1)
        yield from ["("] * brackets
        yield from self.bare(node)
        yield from [")"] * brackets

    def bare(self, node: ast.Expr) -> Iterator[str]:
        match node:
            case ast.NumberLiteral(value):
                yield self.number(value)
            case ast.NameExpr(name, member, arguments):
                yield from [name, *self.member(member)]
                if arguments is not None:
                    yield from self.listed("(", map(self.argument, arguments), ")")
            case ast.Branches(items):
                yield from self.listed("[", map(self.expr, items), "]")
            case ast.GraphExpr(inputs, bindings, result):
                entries = ([e.name, *([".."] * e.every)] for e in inputs)
                yield from ["graph", "(", *self.between(",", entries), ")", "{"]
                for binding in bindings:
                    yield from [binding.name, "=", *self.expr(binding.body)]
                yield from ["return", *self.expr(result), "}"]
            case ast.GivenExpr(name, member, cases):
                yield from ["given", name, *self.member(member), "{"]
                for case in cases:
                    label = self.number(case.label) if isinstance(case.label, int) else case.label
                    yield from [label or "else", ":", *self.expr(case.body)]
                yield "}"
            case ast.Same(body):
                yield from ["same", *self.expr(body)]
            case ast.Chain(operands, operators):
                yield from self.expr(operands[0])
                for operator, operand in zip(operators, operands[1:], strict=True):
                    yield from [operator, *self.expr(operand)]
            case ast.Range(first, last, step):
                yield from [*self.expr(first), "..", *self.expr(last)]
                yield from [] if step is None else ["by", *self.expr(step)]
            case ast.SequenceExpr(parts):
                yield from self.between("->", map(self.expr, parts))
            case ast.Labelled(label, body):
                yield from [label, ":", *self.expr(body)]
            case ast.ChoiceExpr(arms):
                yield from self.between("|", map(self.expr, arms))

    def member(self, node: ast.Expr | None) -> list[str]:
        return [] if node is None else ["[", *self.expr(node), "]"]
