"""A space as a tree of text, which shows its nodes and where each decision is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from nasdsl.ops import IDENTITY
from nasdsl.space.ir import (
    Arithmetic,
    Cell,
    Choice,
    Const,
    Each,
    FitTo,
    Fork,
    Given,
    Graph,
    Kind,
    Let,
    Merge,
    Node,
    Operation,
    Part,
    Pick,
    Ref,
    Repeat,
    Sequence,
    Series,
    Size,
    Tensor,
    Unused,
    kind,
)
from nasdsl.space.model import Space
from nasdsl.space.paths import parameter_name, worded


@dataclass(frozen=True, slots=True)
class Outline:
    """A line of text in a tree.

    Args:
        text: the line.
        parts: the lines below it, each with those below them.
    """

    text: str
    parts: tuple[Outline, ...] = ()


def outline(space: Space) -> Outline:
    """The space as a tree of text lines: first the genes, then the network, then each cell.

    Each line shows a node; the lines of its children are below it.
    """
    genes = tuple(_binding(f"gene {slot}", gene.node) for slot, gene in space.genes.items())
    network = Outline(f"network, from {space.input}", _lines(space.network.node))
    cells = tuple(
        Outline(
            f"cell {', '.join(family.path(member) for member in family.members)}",
            _lines(family.body.node),
        )
        for family in space.cells.values()
    )
    return Outline(f"space {space.heading}", (*genes, network, *cells))


def _lines(node: Node) -> tuple[Outline, ...]:
    """The lines that a node takes where it stands."""
    match node:
        case Sequence(parts):
            return tuple(line for part in parts for line in _lines(part))
        case Fork(()):
            return (Outline("no branch"),)
        case Fork(parts):
            return tuple(line for part in parts for line in _branch_line(part))
        case Let(slot, bound, body):
            return (_binding(parameter_name(slot), bound), *_lines(body))
        case Part(name, role, body):
            return (Outline(f"{role} {name}", _lines(body)),)
        case Choice(arms):
            bodies = tuple(_under_label(arm.label, arm.body, kind(node)) for arm in arms)
            return (Outline(f"one of {len(arms)}", bodies),)
        case Given(subject, cases):
            bodies = tuple(_under_label(str(value), body, kind(node)) for value, body in cases)
            return (Outline(f"given {worded(subject)}", bodies),)
        case Series(times, parts):
            return (Outline(f"{worded(times)} times, each in its place", _lines(parts[-1])),)
        case Graph():
            return (_graph_lines(node),)
        case Pick(number, _, branches):
            how = "any" if number is None else worded(number)
            return (Outline(f"{how} of", _lines(branches)),)
        case Unused(branches):
            return (Outline("those that nothing else took of", _lines(branches)),)
        case Repeat(body, times, _, same):
            how = ", all the same" if same else ""
            return (Outline(f"{worded(times)} times{how}", _lines(body)),)
        case Each(branches, module, _, same):
            how = "all of them the same" if same else "each of them"
            return (*_lines(branches), Outline(f"after {how}", _lines(module)))
        case Merge(how, branches, fit):
            fitted = "" if fit == "error" else f", fit by {fit}"
            return (Outline(f"merge by {worded(how)}{fitted}", _lines(branches)),)
        case Const() | Size() | Arithmetic() | Ref() | Tensor() | Operation() | FitTo() | Cell():
            return (Outline(worded(node)),)
        case _:
            assert_never(node)


def _branch_line(node: Node) -> tuple[Outline, ...]:
    """One line for each branch: that of a module has what stands in a row below it."""
    return _lines(node) if kind(node) is Kind.BRANCHES else (_under_label(None, node),)


def _graph_lines(node: Graph) -> Outline:
    """The inputs of a graph, a line for each of its tensors, and what it gives."""
    inputs = [parameter_name(slot) for slot in node.inputs]
    if node.every is not None:
        inputs = [f"{parameter_name(node.every)}..", *inputs]
    bindings = [_named_lines(parameter_name(slot), body) for slot, body in node.bindings]
    return Outline(
        f"graph of {', '.join(inputs)}", (*bindings, _named_lines("return", node.result))
    )


def _named_lines(name: str, body: Node) -> Outline:
    lines = _lines(body)
    if len(lines) == 1:
        return Outline(f"{name} = {lines[0].text}", lines[0].parts)
    return Outline(f"{name} =", lines)


def _binding(name: str, bound: Node) -> Outline:
    if kind(bound) is Kind.VALUE:
        return Outline(f"{name} = {worded(bound)}")
    return Outline(f"{name} =", _lines(bound))


def _under_label(label: str | None, body: Node, among: Kind = Kind.MODULE) -> Outline:
    """A body under its label, on one line if it takes no more; `among` is what it stands for."""
    lines = _branch_line(body) if among is Kind.BRANCHES else _lines(body)
    if label is None and len(lines) == 1:
        return lines[0]
    if label is None or not lines:
        return Outline(label or "in a row", lines or (Outline(IDENTITY.name),))
    if len(lines) == 1:
        return Outline(f"{label}: {lines[0].text}", lines[0].parts)
    return Outline(f"{label}:", lines)
