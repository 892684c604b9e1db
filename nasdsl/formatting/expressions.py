"""Writes expressions as documents, with the brackets that precedence requires and no others."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import assert_never

from nasdsl.formatting.doc import Align, Broken, Doc, Line, Nest, group
from nasdsl.formatting.precedence import (  # fmt: skip
    ARM,
    ATOM,
    CHOICE,
    RANGE,
    SEQUENCE,
    SUM,
    is_value,
    level_of,
)
from nasdsl.formatting.trivia import Gaps
from nasdsl.language import ast

INDENT = 2


class Start(Enum):
    """What stands before an expression on its first line: nothing, text such as `a: `, or a bar."""

    NOTHING = 0
    NAME = 1  # at least three columns: `a: `, `return `
    BAR = 2


class Expressions:
    """Writes the expressions of one source as documents.

    They must be written in the order of the source, as each takes the comments before it.

    Args:
        gaps: the comments and line ends of the source.
    """

    def __init__(self, gaps: Gaps) -> None:
        self._gaps = gaps

    def write(
        self, expr: ast.Expr, level: int = CHOICE, start: Start = Start.NOTHING, tight: bool = False
    ) -> Doc:
        """The document of an expression: its text with places where a line may end.

        Args:
            expr: the expression.
            level: the loosest precedence that needs no brackets here, from `precedence.py`.
            start: what precedes the expression on its line.
            tight: whether it is a value in brackets, written without blanks: `2*channels`.
        """
        if level_of(expr) < level:
            inner = self.write(expr, tight=True)
            return group("(", Nest(INDENT, (Line(""), inner)), Line(""), ")")
        match expr:
            case ast.NumberLiteral():
                return self._gaps.code[expr.span.start : expr.span.end]
            case ast.NameExpr():
                return self._use(expr)
            case ast.Branches():
                return self.bracket("[", expr.items, "]", expr.span.end - 1)
            case ast.GraphExpr():
                return self._graph(expr)
            case ast.GivenExpr():
                return self._given(expr)
            case ast.Same():
                return "same ", self.write(expr.body, ATOM)
            case ast.Chain():
                return self._chain(expr, tight)
            case ast.Range():
                return self._range(expr)
            case ast.SequenceExpr():
                return self._sequence(expr, start)
            case ast.Labelled():
                return f"{expr.label}: ", self.write(expr.body, SEQUENCE, Start.NAME)
            case ast.ChoiceExpr():
                return self._choice(expr, start)
            case _:
                assert_never(expr)

    def bracket(
        self,
        opening: str,
        items: Iterable[ast.Expr | ast.Argument | ast.ParameterDeclaration],
        closing: str,
        end: int | None = None,
    ) -> Doc:
        """The document of a list in brackets, one item on each line if they do not fit on one.

        Args:
            opening: the opening bracket, perhaps with text before it.
            items: the items of the list.
            closing: the closing bracket.
            end: the offset of the closing bracket in the source, so that comments before it are
                written; None if there can be none.
        """
        inside: list[Doc] = []
        for item in items:
            before = (",", self._gaps.line(" ", item.span.start)) if inside else self._first(item)
            inside += [before, self._item(item)]
        last = Line("") if end is None else self._gaps.line("", end, INDENT)
        comma = Broken(",") if inside else ""
        return group(opening, Nest(INDENT, tuple(inside)), comma, last, closing)

    def named(self, name: str, value: ast.Expr) -> Doc:
        """The document `name = value`: its text with places where a line may end.

        Args:
            name: what stands before the `=`.
            value: the expression after it.
        """
        return f"{name} = ", self.write(value, start=Start.NAME)

    def _first(self, item: ast.Expr | ast.Argument | ast.ParameterDeclaration) -> Line:
        return self._gaps.line("", item.span.start)

    def _item(self, item: ast.Expr | ast.Argument | ast.ParameterDeclaration) -> Doc:
        match item:
            case ast.Argument():
                return self._argument(item)
            case ast.ParameterDeclaration():
                return self._parameter(item)
            case _:
                return self.write(item)

    def _argument(self, argument: ast.Argument) -> Doc:
        name, value = argument.name, argument.value
        if name is not None and level_of(value) <= SEQUENCE:
            return self.named(name, value)
        equals = "" if name is None else f"{name}="
        return equals, self.write(value, tight=True)

    def _parameter(self, parameter: ast.ParameterDeclaration) -> Doc:
        symbols = " | ".join(parameter.symbols)
        name = f"{parameter.name}: {symbols}" if symbols else parameter.name
        match parameter.default:
            case None:
                return name
            case ast.NumberLiteral() as number if not symbols:
                return f"{name}=", self.write(number)
            case default:
                return f"{name} = ", self.write(default, start=Start.NAME, tight=True)

    def _use(self, use: ast.NameExpr) -> Doc:
        name = (use.name, self._member(use.member))
        match use.arguments:
            case None:
                return name
            case (ast.Argument(None, ast.Branches() | ast.GraphExpr() | ast.GivenExpr() as only),):
                return *name, "(", self.write(only), ")"
            case arguments:
                return *name, self.bracket("(", arguments, ")", use.span.end - 1)

    def _member(self, member: ast.Expr | None) -> Doc:
        if member is None:
            return ""
        inner = self.write(member, tight=True)
        return group("[", Nest(INDENT, (Line(""), inner)), Line(""), "]")

    def _graph(self, graph: ast.GraphExpr) -> Doc:
        entries = ", ".join(e.name + ".." * e.every for e in graph.inputs)
        lines: list[Doc] = []
        for binding in graph.bindings:
            end = self.next_line(lines, binding.span.start)
            lines += [end, self.named(binding.name, binding.body)]
        last = self._gaps.code.rindex("return", graph.span.start, graph.result.span.start)
        end = self.next_line(lines, last)
        lines += [end, "return ", self.write(graph.result, start=Start.NAME)]
        return f"graph({entries}) {{", *self.closed(lines, graph.span.end - 1)

    def _given(self, expr: ast.GivenExpr) -> Doc:
        member = self._member(expr.member)
        labels = [self._label(case) for case in expr.cases]
        width = max(map(len, labels))
        lines: list[Doc] = []
        for label, case in zip(labels, expr.cases, strict=True):
            end = self.next_line(lines, case.span.start)
            lines += [end, label.ljust(width), self.write(case.body, start=Start.NAME)]
        return f"given {expr.name}", member, " {", *self.closed(lines, expr.span.end - 1)

    def _label(self, case: ast.Case) -> str:
        match case.label:
            case None:
                return "else: "
            case int():
                return f"{self._gaps.numbers(case.span.start, case.span.end)[0]}: "
            case label:
                return f"{label}: "

    def next_line(self, lines: list[Doc], before: int) -> Line:
        """The line end before a text between braces; an empty line of the source stays there.

        The first text is an exception: no empty line stays before it.

        Args:
            lines: the documents between the braces so far.
            before: the offset of the text in the source.
        """
        return self._gaps.end(before) if lines else self._gaps.line(None, before)

    def closed(self, lines: list[Doc], end: int) -> tuple[Doc, Doc, str]:
        """The document of lines between braces with the closing brace, in three parts.

        Args:
            lines: the documents between the braces.
            end: the offset of the closing brace in the source; comments before it are written.
        """
        return Nest(INDENT, tuple(lines)), self._gaps.line(None, end, INDENT), "}"

    def _chain(self, chain: ast.Chain, tight: bool) -> Doc:
        level = level_of(chain) + 1
        space = "" if tight and is_value(chain) else " "
        parts = [self.write(chain.operands[0], level, tight=tight)]
        for operator, operand in zip(chain.operators, chain.operands[1:], strict=True):
            line = self._gaps.line(space, operand.span.start)
            parts.append(group(line, operator, space, self.write(operand, level, tight=tight)))
        return Align(tuple(parts))

    def _range(self, range_: ast.Range) -> Doc:
        dots = " .. " if isinstance(range_.first, ast.Chain) else ".."
        dots = " .. " if isinstance(range_.last, ast.Chain) else dots
        first, last = (self.write(e, SUM, tight=True) for e in (range_.first, range_.last))
        if range_.step is None:
            return first, dots, last
        return first, dots, last, " by ", self.write(range_.step, SUM, tight=True)

    def _sequence(self, sequence: ast.SequenceExpr, start: Start) -> Doc:
        first, *others = sequence.parts
        parts = [self.write(first, RANGE)]
        end = first.span.end
        for part in others:
            broken = self._gaps.broken(end, part.span.start, "->")
            line = self._gaps.line(None if broken else " ", part.span.start)
            parts.append(group(line, "-> ", self.write(part, RANGE)))
            end = part.span.end
        return _hanging(parts, len("-> "), start)

    def _choice(self, choice: ast.ChoiceExpr, start: Start) -> Doc:
        width = max(len(arm.label) if isinstance(arm, ast.Labelled) else 0 for arm in choice.arms)
        parts: list[Doc] = []
        end = None
        for arm in choice.arms:
            if end is not None:
                broken = self._gaps.broken(end, arm.span.start, "|")
                parts += [self._gaps.line(None if broken else " ", arm.span.start), "| "]
            parts.append(self._arm(arm, width))
            end = arm.span.end
        return _hanging(parts, len("| "), start)

    def _arm(self, arm: ast.Expr, width: int) -> Doc:
        if not isinstance(arm, ast.Labelled):
            return self.write(arm, ARM, Start.BAR)
        space = Broken(" " * (width - len(arm.label)))
        return f"{arm.label}: ", space, self.write(arm.body, SEQUENCE, Start.NAME)


def _hanging(parts: list[Doc], width: int, start: Start) -> Doc:
    """Parts below one another, those after the first with an operator of this width before them."""
    match start:
        case Start.NOTHING:
            return group(Align((Broken(" " * width), *parts)))
        case Start.NAME:
            return group(Align(Nest(-width, tuple(parts))))
        case Start.BAR:
            return group(Align(tuple(parts)))
