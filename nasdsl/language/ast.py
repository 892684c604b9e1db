"""The syntax tree: the structure of a spec's text, with the span of each part, but no meaning."""

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
    """A number as written in a spec: `3`, `0.7`, `150M`."""

    value: int | Fraction
    span: Span


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument in parentheses after a name: `value` or `name=value`."""

    name: str | None
    value: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class NameExpr:
    """A name, perhaps with a member number and with arguments: `c[1..2](normal)`."""

    name: str
    member: Expr | None
    arguments: tuple[Argument, ...] | None
    name_span: Span
    span: Span


@dataclass(frozen=True, slots=True)
class Branches:
    """A list of branches: `[a, b, c]`."""

    items: tuple[Expr, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class GraphInput:
    """An input of a graph; with `every`, all earlier outputs of the chain: `earlier..`."""

    name: str
    every: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Binding:
    """A line `name = body` of a graph, which names the tensor that `body` gives."""

    name: str
    body: Expr
    name_span: Span
    span: Span


@dataclass(frozen=True, slots=True)
class GraphExpr:
    """A graph: `graph(inputs) { name = body ... return result }`."""

    inputs: tuple[GraphInput, ...]
    bindings: tuple[Binding, ...]
    result: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class Case:
    """A case `label: body` of a `given`; the case `else` has no label."""

    label: int | str | None
    body: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class GivenExpr:
    """`given name { label: body ... }`, which selects a case by a parameter or gene.

    `member` is the number after the name of a family of genes.
    """

    name: str
    member: Expr | None
    cases: tuple[Case, ...]
    name_span: Span
    span: Span


@dataclass(frozen=True, slots=True)
class Same:
    """`same body` before a repetition: all repetitions share one decision."""

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
    """A choice among numbers: `first .. last by step`."""

    first: Expr
    last: Expr
    step: Expr | None
    span: Span


@dataclass(frozen=True, slots=True)
class SequenceExpr:
    """Modules one after another: `a -> b -> c`."""

    parts: tuple[Expr, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Labelled:
    """An arm of a choice with a label: `label: body`."""

    label: str
    body: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class ChoiceExpr:
    """A choice among alternatives: `a | b | c`."""

    arms: tuple[Expr, ...]
    span: Span


Expr = (
    NumberLiteral | NameExpr | Branches | GraphExpr | GivenExpr | Same | Chain | Range
    | SequenceExpr | Labelled | ChoiceExpr
)  # fmt: skip


LEAVES = frozenset([str, int, bool, Fraction, NoneType])


def walk(part: object) -> Iterator[object]:
    """A node of the syntax tree and all nodes inside, in the order of the text."""
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
    """The statement `space name "title"`."""

    name: str
    title: str
    span: Span


@dataclass(frozen=True, slots=True)
class Import:
    """The statement `use "file.nas"`, which makes the definitions of another file known."""

    file: str
    span: Span


@dataclass(frozen=True, slots=True)
class Input:
    """The statement `input 28 x 28 x 1`: height, width and channels of the network's input."""

    sizes: tuple[int, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Classes:
    """The statement `classes 10`: the number of classes."""

    number: int
    span: Span


@dataclass(frozen=True, slots=True)
class Defaults:
    """The statement `defaults conv(bias=no), ...`, which sets defaults for uses in this file."""

    operations: tuple[NameExpr, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ParameterDeclaration:
    """A parameter `name: symbol | symbol = default` of a definition."""

    name: str
    symbols: tuple[str, ...]
    default: Expr | None
    span: Span


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition `role name(parameters) = body`, where the role is a keyword such as `block`.

    With `[n]` after its name, a cell is a family: n cells with this body, each decided by itself.
    """

    role: Role
    name: str
    family: int | None
    parameters: tuple[ParameterDeclaration, ...]
    body: Expr
    name_span: Span
    span: Span


@dataclass(frozen=True, slots=True)
class GeneStatement:
    """A definition `gene name = body` of a value that is decided once in the whole space.

    With `[n]` after its name it is a family: n genes with this body, each decided by itself.
    """

    name: str
    family: int | None
    body: Expr
    name_span: Span
    span: Span


@dataclass(frozen=True, slots=True)
class NetworkStatement:
    """The statement `network = body`."""

    body: Expr
    span: Span


Comparison = Literal["<", "<=", "==", ">=", ">"]
MIRRORED: Mapping[Comparison, Comparison] = {"<": ">", "<=": ">=", "==": "==", ">=": "<=", ">": "<"}
"""A comparison as it is read from its right side."""


@dataclass(frozen=True, slots=True)
class RelationExpr:
    """Operands with comparisons between them: `a <= b < c`."""

    operands: tuple[Expr, ...]
    comparisons: tuple[Comparison, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Require:
    """The statement `require`, with one or more comparisons joined by `and`."""

    relations: tuple[RelationExpr, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Setting:
    """A line `name = value` in a section."""

    name: str
    value: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class Section:
    """A section of settings: `train { ... }`, `search { ... }` or `data { ... }`."""

    name: str
    settings: tuple[Setting, ...]
    span: Span


Statement = (
    Title | Import | Input | Classes | Defaults | Definition | GeneStatement | NetworkStatement
    | Require | Section
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spec:
    """A spec file as a syntax tree, with the files that it uses.

    Args:
        source: the text of the file.
        statements: the statements that could be parsed.
        used: the syntax trees of the files that it uses, by paths relative to its folder.
        errors: syntax errors of the other statements.
        missing: the words in those statements; any of them may be a name that is defined there.
        input: height, width and channels that replace those of the statement `input`.
    """

    source: Source
    statements: tuple[Statement, ...]
    used: Mapping[str, Spec] = field(default_factory=dict[str, "Spec"])
    errors: tuple[Diagnostic, ...] = ()
    missing: frozenset[str] = frozenset()
    input: tuple[int, ...] | None = None


def up_to(last: Expr, whole: Chain | SequenceExpr) -> Span:
    """The span from the beginning of an expression to the end of `last`, one of its operands.

    For the last operand that is the whole expression, including brackets around it.
    """
    parts = whole.operands if isinstance(whole, Chain) else whole.parts
    return whole.span if last is parts[-1] else join(whole.span, last.span)


def with_input(spec: Spec, input: Sequence[int]) -> Spec:
    """The same spec with other sizes of the input: height, width and channels.

    Raises:
        NasdslError: `input` is not one to three whole numbers of at least 1.
    """
    sizes = _sizes(input)
    statements = tuple(
        replace(statement, sizes=sizes) if isinstance(statement, Input) else statement
        for statement in spec.statements
    )
    return replace(spec, statements=statements, input=sizes)


def _sizes(input: Sequence[int]) -> tuple[int, ...]:
    what, help = "an input is one to three sizes of at least 1", "(28, 28, 1), say"
    if isinstance(checked(input, Sequence, what, help), str | bytes):
        raise wrong_argument(input, what, help)
    sizes = [whole_number(size, "a size of an input") for size in input]
    if not 1 <= len(sizes) <= 3 or min(sizes) < 1:
        raise wrong_argument(input, what, help)
    return tuple(sizes)
