"""The syntax tree: the text's structure with the place of each part, without its meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from fractions import Fraction
from functools import cache
from types import NoneType
from typing import Literal, cast

from nasdsl.errors import Diagnostic
from nasdsl.language.vocabulary import Role
from nasdsl.source import Source, Span, join
from nasdsl.util.arguments import checked, whole_number, wrong_argument

# expressions, from the tightest to the loosest


@dataclass(frozen=True, slots=True)
class NumberLiteral:
    """`3`, `0.7`, `150M`."""

    value: int | Fraction
    span: Span


@dataclass(frozen=True, slots=True)
class Argument:
    """`value` or `name=value` in a pair of parentheses."""

    name: str | None
    value: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class NameExpr:
    """A name, with an optional member of a family and optional arguments: `c[1..2](normal)`."""

    name: str
    member: Expr | None
    arguments: tuple[Argument, ...] | None
    name_span: Span
    span: Span


@dataclass(frozen=True, slots=True)
class Branches:
    """`[a, b, c]`."""

    items: tuple[Expr, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class GraphInput:
    """An input of a graph; `every` stands for all earlier ones: `earlier..`."""

    name: str
    every: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Binding:
    """`name = body` in a graph: a tensor."""

    name: str
    body: Expr
    name_span: Span
    span: Span


@dataclass(frozen=True, slots=True)
class GraphExpr:
    """`graph(inputs) { name = body ... return result }`."""

    inputs: tuple[GraphInput, ...]
    bindings: tuple[Binding, ...]
    result: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class Case:
    """`label: body` of a `given`; `else` has no label."""

    label: int | str | None
    body: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class GivenExpr:
    """`given name { label: body ... }`; a gene of a family has a member."""

    name: str
    member: Expr | None
    cases: tuple[Case, ...]
    name_span: Span
    span: Span


@dataclass(frozen=True, slots=True)
class Same:
    """`same body`: all repetitions share one decision."""

    body: Expr
    span: Span


Operator = Literal["+", "-", "*", "/"]


@dataclass(frozen=True, slots=True)
class Chain:
    """Operands joined by operators of one precedence: `a * b / c` or `a + b - c`."""

    operands: tuple[Expr, ...]
    operators: tuple[Operator, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Range:
    """`first .. last by step`."""

    first: Expr
    last: Expr
    step: Expr | None
    span: Span


@dataclass(frozen=True, slots=True)
class SequenceExpr:
    """`a -> b -> c`."""

    parts: tuple[Expr, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Labelled:
    """`label: body`, an arm of a choice."""

    label: str
    body: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class ChoiceExpr:
    """`a | b | c`."""

    arms: tuple[Expr, ...]
    span: Span


Expr = (
    NumberLiteral | NameExpr | Branches | GraphExpr | GivenExpr | Same | Chain | Range
    | SequenceExpr | Labelled | ChoiceExpr
)  # fmt: skip


LEAVES = frozenset([str, int, bool, Fraction, NoneType])


def walk(part: object) -> Iterator[object]:
    """A node of the tree and all nodes in it, in the order of the text."""
    pending = [part]
    while pending:
        part = pending.pop()
        if isinstance(part, tuple):
            pending += reversed(cast(tuple[object, ...], part))
        elif names := _nested_attributes(type(part)):
            yield part
            inner = [getattr(part, name) for name in names]
            pending += [child for child in inner if type(child) not in LEAVES]


@cache
def _nested_attributes(kind: type) -> tuple[str, ...]:
    """The attributes of a kind of node that may hold others, the last one first."""
    if not is_dataclass(kind) or kind is Span:
        return ()
    return tuple(attribute.name for attribute in reversed(fields(kind)) if attribute.type != "Span")


# statements


@dataclass(frozen=True, slots=True)
class Title:
    """`space name "title"`."""

    name: str
    title: str
    span: Span


@dataclass(frozen=True, slots=True)
class Import:
    """`use "file.nas"`."""

    file: str
    span: Span


@dataclass(frozen=True, slots=True)
class Input:
    """`input 28 x 28 x 1`."""

    sizes: tuple[int, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Classes:
    """`classes 10`."""

    number: int
    span: Span


@dataclass(frozen=True, slots=True)
class Defaults:
    """`defaults conv(bias=no), ...`."""

    operations: tuple[NameExpr, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ParameterDeclaration:
    """`name: symbol | symbol = default` of a definition."""

    name: str
    symbols: tuple[str, ...]
    default: Expr | None
    span: Span


@dataclass(frozen=True, slots=True)
class Definition:
    """`role name[family](parameters) = body`."""

    role: Role
    name: str
    family: int | None
    parameters: tuple[ParameterDeclaration, ...]
    body: Expr
    name_span: Span
    span: Span


@dataclass(frozen=True, slots=True)
class GeneStatement:
    """`gene name[family] = body`."""

    name: str
    family: int | None
    body: Expr
    name_span: Span
    span: Span


@dataclass(frozen=True, slots=True)
class NetworkStatement:
    """`network = body`."""

    body: Expr
    span: Span


Comparison = Literal["<", "<=", "==", ">=", ">"]
MIRRORED: Mapping[Comparison, Comparison] = {"<": ">", "<=": ">=", "==": "==", ">=": "<=", ">": "<"}
"""A comparison as it is read from its right side."""


@dataclass(frozen=True, slots=True)
class RelationExpr:
    """`a <= b < c`: operands with comparisons between them."""

    operands: tuple[Expr, ...]
    comparisons: tuple[Comparison, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Require:
    """`require relation and relation`."""

    relations: tuple[RelationExpr, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Setting:
    """`name = value` in a section."""

    name: str
    value: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class Section:
    """`train { ... }`, `search { ... }` or `data { ... }`."""

    name: str
    settings: tuple[Setting, ...]
    span: Span


Statement = (
    Title | Import | Input | Classes | Defaults | Definition | GeneStatement | NetworkStatement
    | Require | Section
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spec:
    """A file as a syntax tree, with the files that it uses by their paths from its folder.

    Args:
        source: the text.
        statements: those that could be parsed.
        used: the files that it uses.
        errors: syntax errors of the other statements.
        missing: the words in those, any of which may be a name that one of them defines.
        input: sizes of the input that go before those stated in `input`.
    """

    source: Source
    statements: tuple[Statement, ...]
    used: Mapping[str, Spec] = field(default_factory=dict[str, "Spec"])
    errors: tuple[Diagnostic, ...] = ()
    missing: frozenset[str] = frozenset()
    input: tuple[int, ...] | None = None


def up_to(last: Expr, whole: Chain | SequenceExpr) -> Span:
    """The span from the beginning of an expression to the end of its operand `last`.

    For the last operand it is the whole expression, with the brackets around it.
    """
    parts = whole.operands if isinstance(whole, Chain) else whole.parts
    return whole.span if last is parts[-1] else join(whole.span, last.span)


def with_input(spec: Spec, input: Sequence[int]) -> Spec:
    """The spec with an input of other sizes.

    Raises:
        NasdslError: that is not one to three sizes of at least 1.
    """
    sizes = _sizes(input)
    statements = tuple(
        replace(statement, sizes=sizes) if isinstance(statement, Input) else statement
        for statement in spec.statements
    )
    return replace(spec, statements=statements, input=sizes)


def _sizes(input: Sequence[int]) -> tuple[int, ...]:
    what, help = "an input is one to three sizes of at least 1", "(28, 28, 1), say"
    checked(input, Sequence, what, help)
    sizes = [whole_number(size, "a size of an input") for size in input]
    if not 1 <= len(sizes) <= 3 or min(sizes) < 1:
        raise wrong_argument(input, what, help)
    return tuple(sizes)
