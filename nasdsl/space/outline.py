"""A space as a tree for reading: what stands in what, and what is decided where."""

from __future__ import annotations

from dataclasses import dataclass

from nasdsl.space.ir import (
    Arithmetic,
    Arm,
    Cell,
    Choice,
    Const,
    Each,
    Fork,
    Given,
    Kind,
    Let,
    Merge,
    Node,
    Operation,
    Part,
    Ref,
    Repeat,
    Sequence,
    Size,
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
    """The tree of a space: the network, then each cell."""
    network = Outline(f"network, from {space.input}", _lines(space.network.node))
    cells = tuple(
        Outline(
            f"cell {', '.join(family.path(member) for member in family.members)}",
            _lines(family.body.node),
        )
        for family in space.cells.values()
    )
    title = f"space {space.name}" + (f": {space.title}" if space.title else "")
    return Outline(title, (network, *cells))


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


def _text(node: Node) -> str:
    match node:
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
            return str(value)
        case Size(name):
            return name
        case Ref(slot):
            return parameter(slot)
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
