"""The formatter of specs: writes statements as `nasdsl fmt` does.

Syntax tree, comments and numbers stay the same. What does not fit on a line of 100 columns is
broken. Sequences and choices that the writer broke stay broken, and empty lines between statements
stay, since such things show what belongs together.
"""

from __future__ import annotations

from typing import NamedTuple, assert_never

from nasdsl import limits
from nasdsl.formatting.doc import (
    WIDTH,
    Align,
    Doc,
    DocGroup,
    Line,
    Nest,
    group,
    must_break,
    one_line,
    render,
)
from nasdsl.formatting.expressions import INDENT, Expressions
from nasdsl.formatting.precedence import ATOM, SUM, level_of
from nasdsl.formatting.trivia import Gaps
from nasdsl.language import ast
from nasdsl.language.parser import parse
from nasdsl.source import Source


def formatted(source: Source) -> str:
    """The text of a spec as the formatter writes it; empty for a spec without statements.

    Raises:
        SpecError: the text is not a spec; the first place where that shows.
    """
    spec = parse(source)
    with limits.deep_recursion():
        written = render(_Statements(source.text).write(spec)).strip("\n")
    return f"{written}\n" if written else ""


class _Written(NamedTuple):
    """A statement as a document: the end of the line before it, its head, and what follows."""

    form: str  # neighbours of one form are aligned
    before: Line
    head: Doc
    body: Doc


class _Statements:
    def __init__(self, text: str) -> None:
        self._gaps = Gaps(text)
        self._expressions = Expressions(self._gaps)
        self._length = len(text)

    def write(self, spec: ast.Spec) -> Doc:
        written = [self._written(statement) for statement in spec.statements]
        return *_aligned(written), self._gaps.end(self._length)

    def _written(self, statement: ast.Statement) -> _Written:
        before = self._gaps.end(statement.span.start)
        match statement:
            case ast.Definition():
                head, body = self._head(statement), self._body(statement.body)
                return _Written(statement.role, before, head, body)
            case ast.GeneStatement(name, family):
                head = f"gene {name}{self._family(statement, family)}"
                return _Written("gene", before, head, self._body(statement.body))
            case _:
                return _Written("", before, "", self._statement(statement))

    def _statement(
        self,
        statement: ast.Title
        | ast.Import
        | ast.Input
        | ast.Classes
        | ast.Defaults
        | ast.NetworkStatement
        | ast.Require
        | ast.Section,
    ) -> Doc:
        span = statement.span
        match statement:
            case ast.Title(name, title):
                return f'space {name} "{title}"' if title else f"space {name}"
            case ast.Import(file):
                return f'use "{file}"'
            case ast.Input():
                return f"input {' x '.join(self._gaps.numbers(span.start, span.end))}"
            case ast.Classes():
                return f"classes {self._gaps.numbers(span.start, span.end)[0]}"
            case ast.Defaults(operations):
                return "defaults ", self._filled(operations, ",", "")
            case ast.NetworkStatement(body):
                return self._expressions.named("network", body)
            case ast.Require(relations):
                return "require ", self._filled(relations, "", "and ")
            case ast.Section():
                return self._section(statement)
            case _:
                assert_never(statement)

    def _head(self, definition: ast.Definition) -> Doc:
        family = self._family(definition, definition.family)
        head = f"{definition.role} {definition.name}{family}"
        if not definition.parameters:
            return head
        return head, self._expressions.bracket("(", definition.parameters, ")")

    def _family(self, statement: ast.Definition | ast.GeneStatement, family: int | None) -> str:
        if family is None:
            return ""
        return f"[{self._gaps.numbers(statement.name_span.end, statement.span.end)[0]}]"

    def _body(self, body: ast.Expr) -> Doc:
        if level_of(body) == ATOM:  # it begins with the bracket that is broken if it is long
            return " = ", self._expressions.write(body)
        line = self._gaps.line(" ", body.span.start)
        written = self._expressions.write(body)
        if isinstance(body, ast.ChoiceExpr) and isinstance(written, DocGroup):
            written = written.body  # the arms stand below one another if they stand below the name
        return group(" =", Nest(INDENT, (line, written)))

    def _filled(
        self, items: tuple[ast.NameExpr | ast.RelationExpr, ...], before: str, after: str
    ) -> Doc:
        """Items with a separator before or after the places where a line may end."""
        parts: list[Doc] = []
        for item in items:
            line = (before, self._gaps.line(" ", item.span.start), after) if parts else ""
            parts.append(group(line, self._item(item)))
        return Align(tuple(parts))

    def _item(self, item: ast.NameExpr | ast.RelationExpr) -> Doc:
        if isinstance(item, ast.NameExpr):
            return self._expressions.write(item)
        parts = [self._expressions.write(item.operands[0], SUM)]
        for comparison, operand in zip(item.comparisons, item.operands[1:], strict=True):
            line = self._gaps.line(" ", operand.span.start)
            parts.append(group(line, f"{comparison} ", self._expressions.write(operand, SUM)))
        return tuple(parts)

    def _section(self, section: ast.Section) -> Doc:
        lines: list[Doc] = []
        for setting in section.settings:
            end = self._expressions.next_line(lines, setting.span.start)
            lines += [end, self._expressions.named(setting.name, setting.value)]
        end = section.span.end - 1
        if not lines:
            return group(f"{section.name} {{", self._gaps.line("", end, INDENT), "}")
        return f"{section.name} {{", *self._expressions.closed(lines, end)


def _aligned(statements: list[_Written]) -> list[Doc]:
    """Statements one below the other; neighbours of one form in a line each have their `=` so."""
    docs: list[Doc] = []
    for run in _neighbours(statements):
        width = max(len(one_line(statement.head)) for statement in run)
        aligned = len(run) > 1 and all(_fits_line(statement, width) for statement in run)
        for statement in run:
            space = " " * (width - len(one_line(statement.head))) if aligned else ""
            docs.append((statement.before, statement.head, space, statement.body))
    return docs


def _neighbours(statements: list[_Written]) -> list[list[_Written]]:
    """Runs of statements of one form with nothing between them."""
    runs: list[list[_Written]] = []
    for statement in statements:
        if (
            runs
            and statement.form
            and statement.form == runs[-1][-1].form
            and not statement.before.above
        ):
            runs[-1].append(statement)
        else:
            runs.append([statement])
    return runs


def _fits_line(statement: _Written, width: int) -> bool:
    """Whether it takes one line even where its head is so wide."""
    if must_break((statement.head, statement.body)):
        return False
    return width + len(one_line(statement.body)) <= WIDTH
