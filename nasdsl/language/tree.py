"""Builds the syntax tree from the parser's matches, one method for each rule of the grammar."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, cast

from nasdsl.language import ast
from nasdsl.language.vocabulary import Role
from nasdsl.source import Source, Span

SUFFIXES = {"k": 10**3, "M": 10**6, "G": 10**9}

Match = Any  # the parser's tree: rule name in .data, .children, offsets in .meta
Children = list[Any]


def parse_number(text: str) -> int | Fraction:
    """The exact value of a number literal: `1_000`, `0.5`, `1e-3`, `150M`."""
    digits = text.replace("_", "")
    value = Fraction(digits.rstrip("kMG")) * SUFFIXES.get(digits[-1], 1)
    return int(value) if value.denominator == 1 else value


class TreeBuilder:
    """Builds the syntax tree of one source, with a method for each rule of the grammar.

    Each of these methods takes the place of the text that matches the rule, and the nodes already
    built for the parts of that text.

    Args:
        source: the whole text.
        offset: the offset in `source` at which the parsed text begins.
    """

    def __init__(self, source: Source, offset: int = 0) -> None:
        self.source = source
        self.offset = offset

    def build(self, match: Match) -> Any:
        """The node of the syntax tree for a match of a rule; a token is returned unchanged."""
        if not hasattr(match, "data"):
            return match
        children = [self.build(child) for child in match.children]
        return getattr(self, match.data)(self.span(match.meta), children)

    def span(self, place: Any) -> Span:
        """The span of a token or match; a match without text gets an empty span at the start."""
        start = getattr(place, "start_pos", 0)
        end = getattr(place, "end_pos", start)
        return Span(self.source, self.offset + start, self.offset + end)

    def start(self, span: Span, statements: Children) -> ast.Spec:
        return ast.Spec(self.source, tuple(statements))

    def space(self, span: Span, children: Children) -> ast.Title:
        name, title = children
        return ast.Title(str(name), title[1:-1] if title else "", span)

    def imported(self, span: Span, children: Children) -> ast.Import:
        return ast.Import(children[0][1:-1], span)

    def input(self, span: Span, sizes: Children) -> ast.Input:
        return ast.Input(tuple(int(parse_number(size)) for size in sizes), span)

    def classes(self, span: Span, children: Children) -> ast.Classes:
        return ast.Classes(int(parse_number(children[1])), span)

    def defaults(self, span: Span, operations: Children) -> ast.Defaults:
        return ast.Defaults(tuple(operations), span)

    def definition(self, span: Span, children: Children) -> ast.Definition:
        role, name, family, parameters, body = children
        return ast.Definition(
            cast(Role, str(role)), str(name), family, parameters or (), body, self.span(name), span
        )

    def family(self, span: Span, children: Children) -> int:
        return int(parse_number(children[0]))

    def parameters(self, span: Span, children: Children) -> tuple[ast.ParameterDeclaration, ...]:
        return tuple(children)

    def parameter(self, span: Span, children: Children) -> ast.ParameterDeclaration:
        name, symbols, default = children
        return ast.ParameterDeclaration(str(name), symbols or (), default, span)

    def symbols(self, span: Span, names: Children) -> tuple[str, ...]:
        return tuple(str(name) for name in names)

    def gene(self, span: Span, children: Children) -> ast.GeneStatement:
        name, family, body = children
        return ast.GeneStatement(str(name), family, body, self.span(name), span)

    def network(self, span: Span, children: Children) -> ast.NetworkStatement:
        return ast.NetworkStatement(children[0], span)

    def require(self, span: Span, relations: Children) -> ast.Require:
        return ast.Require(tuple(relations), span)

    def relation(self, span: Span, children: Children) -> ast.RelationExpr:
        comparisons: tuple[ast.Comparison, ...] = tuple(
            cast(ast.Comparison, str(word)) for word in children[1::2]
        )
        return ast.RelationExpr(tuple(children[::2]), comparisons, span)

    def section(self, span: Span, children: Children) -> ast.Section:
        name, *settings = children
        return ast.Section(str(name), tuple(settings), span)

    def setting(self, span: Span, children: Children) -> ast.Setting:
        name, value = children
        return ast.Setting(str(name), value, span)

    def choice(self, span: Span, arms: Children) -> ast.ChoiceExpr:
        return ast.ChoiceExpr(tuple(arms), span)

    def labelled(self, span: Span, children: Children) -> ast.Labelled:
        label, body = children
        return ast.Labelled(str(label), body, span)

    def sequence(self, span: Span, parts: Children) -> ast.SequenceExpr:
        return ast.SequenceExpr(tuple(parts), span)

    def range(self, span: Span, children: Children) -> ast.Range:
        first, last, step = children
        return ast.Range(first, last, step, span)

    def chain(self, span: Span, children: Children) -> ast.Chain:
        operators: tuple[ast.Operator, ...] = tuple(
            cast(ast.Operator, str(word)) for word in children[1::2]
        )
        return ast.Chain(tuple(children[::2]), operators, span)

    def same(self, span: Span, children: Children) -> ast.Same:
        return ast.Same(children[1], span)

    def use(self, span: Span, children: Children) -> ast.NameExpr:
        name, member, arguments = children
        return ast.NameExpr(str(name), member, arguments, self.span(name), span)

    def word(self, span: Span, children: Children) -> ast.NameExpr:
        return ast.NameExpr(str(children[0]), None, None, span, span)

    def member(self, span: Span, children: Children) -> ast.Expr:
        return children[0]

    def arguments(self, span: Span, children: Children) -> tuple[ast.Argument, ...]:
        return tuple(children)

    def argument(self, span: Span, children: Children) -> ast.Argument:
        name, value = children
        return ast.Argument(None if name is None else str(name), value, span)

    def number(self, span: Span, children: Children) -> ast.NumberLiteral:
        return ast.NumberLiteral(parse_number(children[0]), span)

    def branches(self, span: Span, children: Children) -> ast.Branches:
        return ast.Branches(tuple(children), span)

    def graph(self, span: Span, children: Children) -> ast.GraphExpr:
        *parts, result = children
        entries = tuple(part for part in parts if isinstance(part, ast.GraphInput))
        return ast.GraphExpr(entries, tuple(parts[len(entries) :]), result, span)

    def entry(self, span: Span, children: Children) -> ast.GraphInput:
        name, every = children
        return ast.GraphInput(str(name), every is not None, span)

    def binding(self, span: Span, children: Children) -> ast.Binding:
        name, body = children
        return ast.Binding(str(name), body, self.span(name), span)

    def given(self, span: Span, children: Children) -> ast.GivenExpr:
        name, member, *cases = children
        return ast.GivenExpr(str(name), member, tuple(cases), self.span(name), span)

    def case(self, span: Span, children: Children) -> ast.Case:
        label, body = children
        match label.type:
            case "INT":
                key: int | str | None = int(parse_number(label))
            case "ELSE":
                key = None
            case _:
                key = str(label)
        return ast.Case(key, body, span)
