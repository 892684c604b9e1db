"""A space as a tree for reading: what stands in what, and what is decided where."""

from __future__ import annotations

from dataclasses import dataclass

from nasdsl.space.faults import said
from nasdsl.space.ir import (
    Arithmetic,
    Arm,
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
)  # fmt: skip
from nasdsl.space.model import Space
from nasdsl.space.naming import parameter


@dataclass(frozen=True, slots=True)
class Outline:
    """One line of the tree, and what stands in it."""

    text: str
    parts: tuple[Outline, ...] = ()


def outline(space: Space) -> Outline:
    """The tree of a space: its genes, the network, then each cell."""
    genes = tuple(_binding(f"gene {slot}", gene.node) for slot, gene in space.genes.items())
    network = Outline(f"network, from {space.input}", _lines(space.network.node))
    cells = tuple(
        Outline(
            f"cell {', '.join(family.path(member) for member in family.members)}",
            _lines(family.body.node),
        )
        for family in space.cells.values()
    )
    title = f"space {space.name}" + (f": {space.title}" if space.title else "")
    return Outline(title, (*genes, network, *cells))


def _lines(node: Node) -> tuple[Outline, ...]:
    """The lines that a node takes where it stands."""
    match node:
        case Sequence(parts) | Fork(parts):
            return tuple(line for part in parts for line in _lines(part))
        case Let(slot, bound, body):
            return (_binding(parameter(slot), bound), *_lines(body))
        case Part(name, role, body):
            return (Outline(f"{role} {name}", _lines(body)),)
        case Choice(arms):
            return (Outline(f"one of {len(arms)}", tuple(_arm(arm) for arm in arms)),)
        case Given(subject, cases):
            bodies = tuple(_headed(str(value), body) for value, body in cases)
            return (Outline(f"given {_value(subject)}", bodies),)
        case Series(times, parts):
            return (Outline(f"{_value(times)} times, each in its place", _lines(parts[-1])),)
        case Graph():
            return (_graph(node),)
        case Pick(number, _, branches):
            how = "any" if number is None else _value(number)
            return (Outline(f"{how} of", _lines(branches)),)
        case Unused(branches):
            return (Outline("those that nothing else took of", _lines(branches)),)
        case Repeat(body, times, _, same):
            how = ", all the same" if same else ""
            return (Outline(f"{_value(times)} times{how}", _lines(body)),)
        case Each(branches, module, _, same):
            how = "all of them the same" if same else "each of them"
            return (*_lines(branches), Outline(f"after {how}", _lines(module)))
        case Merge(how, branches, fit):
            fitted = "" if fit == "error" else f", fit by {fit}"
            return (Outline(f"merge by {_value(how)}{fitted}", _lines(branches)),)
        case _:
            return (Outline(_text(node)),)


def _graph(node: Graph) -> Outline:
    """The inputs of a graph, a line for each of its tensors, and what it gives."""
    inputs = [parameter(slot) for slot in node.inputs]
    if node.every is not None:
        inputs = [f"{parameter(node.every)}..", *inputs]
    bindings = [_named(parameter(slot), body) for slot, body in node.bindings]
    return Outline(f"graph of {', '.join(inputs)}", (*bindings, _named("return", node.result)))


def _named(name: str, body: Node) -> Outline:
    lines = _lines(body)
    if len(lines) == 1:
        return Outline(f"{name} = {lines[0].text}", lines[0].parts)
    return Outline(f"{name} =", lines)


def _text(node: Node) -> str:
    match node:
        case FitTo(tensor):
            return f"fit({_value(tensor)})"
        case Operation(name, args):
            listed = ", ".join(f"{key}={_value(value)}" for key, value in args)
            return f"{name}({listed})" if listed else name
        case Cell(name, member):
            return name if member == Const(0) else f"{name}[{_value(member)}]"
        case _:
            return _value(node)


def _binding(name: str, bound: Node) -> Outline:
    if kind(bound) is Kind.VALUE:
        return Outline(f"{name} = {_value(bound)}")
    return Outline(f"{name} =", _lines(bound))


def _arm(arm: Arm) -> Outline:
    return _headed(arm.label, arm.body)


def _headed(label: str | None, body: Node) -> Outline:
    """A body under its label, on one line if it takes no more."""
    lines = _lines(body)
    if label is None and len(lines) == 1:
        return lines[0]
    if label is None or not lines:
        return Outline(label or "in a row", lines or (Outline("identity"),))
    if len(lines) == 1:
        return Outline(f"{label}: {lines[0].text}", lines[0].parts)
    return Outline(f"{label}:", lines)


def _value(node: Node) -> str:
    """A value as it could be written."""
    match node:
        case Const(value):
            return value if isinstance(value, str) else said(value)
        case Size(name):
            return name
        case Ref(slot) | Tensor(slot):
            return parameter(slot)
        case Arithmetic("round", left, right):
            return f"round({_value(left)}, {_value(right)})"
        case Arithmetic(operator, left, right):
            return f"{_operand(left)} {operator} {_operand(right)}"
        case Choice(arms):
            return " | ".join(_value(arm.body) for arm in arms)
        case Let(_, _, body) | Part(_, _, body):
            return _value(body)
        case Given(subject, cases):
            listed = " ".join(f"{label}: {_value(body)}" for label, body in cases)
            return f"given {_value(subject)} {{ {listed} }}"
        case _:
            return type(node).__name__.lower()


def _operand(node: Node) -> str:
    text = _value(node)
    return f"({text})" if isinstance(node, Arithmetic | Choice) else text
