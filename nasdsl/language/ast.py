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
    """A number as written in a spec: `3`, `0.7`, `150M`.

    Args:
        value: its exact value.
        span: where it is written.
    """

    value: int | Fraction
    span: Span


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument in parentheses after a name: `value` or `name=value`.

    Args:
        name: the name of the parameter; None if it is not written.
        value: the expression that is passed.
        span: where the argument is written.
    """

    name: str | None
    value: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class NameExpr:
    """A name, perhaps with a member number and with arguments: `c[1..2](normal)`.

    Args:
        name: the name.
        member: the expression in brackets after the name; None if there are no brackets.
        arguments: the arguments; None if there are no parentheses.
        name_span: where the name is written.
        span: where the whole expression is written.
    """

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
    """An input of a graph: `a`, or `earlier..` for all earlier outputs of the chain.

    Args:
        name: the name.
        every: whether it stands for all earlier outputs.
        span: where it is written.
    """

    name: str
    every: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Binding:
    """A line of a graph, which names a tensor: `name = body`.

    Args:
        name: the name of the tensor.
        body: the expression of the module that computes it.
        name_span: where the name is written.
        span: where the whole line is written.
    """

    name: str
    body: Expr
    name_span: Span
    span: Span


@dataclass(frozen=True, slots=True)
class GraphExpr:
    """A graph: `graph(inputs) { name = body ... return result }`.

    Args:
        inputs: its inputs.
        bindings: the lines that name tensors, in order.
        result: the expression after `return`.
        span: where the graph is written.
    """

    inputs: tuple[GraphInput, ...]
    bindings: tuple[Binding, ...]
    result: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class Case:
    """A case of a `given`: `label: body`.

    Args:
        label: a number or a word; None for the case `else`.
        body: the expression that is used in this case.
        span: where the case is written.
    """

    label: int | str | None
    body: Expr
    span: Span


@dataclass(frozen=True, slots=True)
class GivenExpr:
    """A selection by a decision made elsewhere: `given name { label: body ... }`.

    Args:
        name: the parameter or gene that selects the case.
        member: the number in brackets after the name of a family of genes; else None.
        cases: the cases, in order.
        name_span: where the name is written.
        span: where the whole expression is written.
    """

    name: str
    member: Expr | None
    cases: tuple[Case, ...]
    name_span: Span
    span: Span


@dataclass(frozen=True, slots=True)
class Same:
    """The word `same` before what is repeated: `same body * 3` decides the body once.

    Args:
        body: the expression that is repeated.
        span: where the word and the body are written.
    """

    body: Expr
    span: Span


Operator = Literal["+", "-", "*", "/"]


@dataclass(frozen=True, slots=True)
class Chain:
    """Operands joined by operators of one precedence: `a * b / c` or `a + b - c`.

    Args:
        operands: the operands, in order.
        operators: the operators between them.
        span: where the expression is written.
    """

    operands: tuple[Expr, ...]
    operators: tuple[Operator, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Range:
    """A choice among numbers: `first .. last by step`.

    Args:
        first: the expression of the smallest number.
        last: the expression of the number that none of them exceeds.
        step: the expression of their distance; None for a distance of 1.
        span: where the expression is written.
    """

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
    """An arm of a choice with a label: `label: body`.

    Args:
        label: the label.
        body: the expression of the arm.
        span: where the arm is written.
    """

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
    """A parameter of a definition: `name: symbol | symbol = default`.

    Args:
        name: the name of the parameter.
        symbols: the symbols that it can be; empty if it can be anything.
        default: the expression of its default; None if a use must give an argument.
        span: where the parameter is written.
    """

    name: str
    symbols: tuple[str, ...]
    default: Expr | None
    span: Span


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition `role name(parameters) = body`.

    Args:
        role: the keyword, such as `block`.
        name: the name.
        family: the number n in `cell c[n]`: there are n cells with this body, each decided by
            itself. None without brackets.
        parameters: the parameters.
        body: the expression after `=`.
        name_span: where the name is written.
        span: where the whole definition is written.
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

    Args:
        name: the name.
        family: the number n in `gene g[n]`: there are n genes with this body, each decided by
            itself. None without brackets.
        body: the expression after `=`.
        name_span: where the name is written.
        span: where the whole definition is written.
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
    """Operands with comparisons between them: `a <= b < c`.

    Args:
        operands: the operands, in order.
        comparisons: the comparisons between them.
        span: where the expression is written.
    """

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
    """A line `name = value` in a section of settings.

    Args:
        name: the name of the setting.
        value: the expression after `=`.
        span: where the line is written.
    """

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
    """The span of the first operands of an expression, up to a given one.

    Args:
        last: that operand.
        whole: the expression. If `last` is its last operand, the result is the span of the whole
            expression, with the brackets around it.
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
