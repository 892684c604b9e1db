"""A node of a space in one line, much as a spec would say it."""

from __future__ import annotations

from nasdsl.space.faults import said
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
)  # fmt: skip
from nasdsl.space.naming import parameter
from nasdsl.space.ops import OPERATIONS, worded_arguments


def worded(node: Node) -> str:
    """A node in words; definitions of modules and branches by their names."""
    match node:
        case Const(value):
            return value if isinstance(value, str) else said(value)
        case Size(name):
            return name
        case Ref(slot) | Tensor(slot):
            return parameter(slot)
        case Arithmetic("round", left, right):
            return f"round({worded(left)}, {worded(right)})"
        case Arithmetic(operator, left, right):
            return f"{_operand(left)} {operator} {_operand(right)}"
        case Choice(arms):
            return " | ".join(_labelled(arm.label, arm.body) for arm in arms)
        case Let(_, _, body):
            return worded(body)
        case Part(name, _, body):
            return worded(body) if kind(node) is Kind.VALUE else name
        case Given(subject, cases):
            listed = " ".join(_labelled(str(label), body) for label, body in cases)
            return f"given {worded(subject)} {{ {listed} }}"
        case Operation(name, args, added):
            told = {key: worded(value) for key, value in args}
            listed = ", ".join(worded_arguments(added or OPERATIONS[name], told))
            return f"{name}({listed})" if listed else name
        case Cell(name, member):
            return name if member == Const(0) else f"{name}[{worded(member)}]"
        case Sequence(parts):
            return " -> ".join(map(worded, parts)) or "identity"
        case Repeat(body, times):
            return f"{_operand(body)} * {_operand(times)}"
        case Series(times, parts):
            return f"{_operand(parts[-1])} * {_operand(times)}"
        case Graph(inputs, every):
            earlier = [f"{parameter(every)}.."] if every is not None else []
            return f"graph({', '.join([*earlier, *map(parameter, inputs)])})"
        case FitTo(tensor):
            return f"fit({worded(tensor)})"
        case Fork(items):
            return f"[{', '.join(map(worded, items))}]"
        case Each(branches, module):
            return f"{worded(branches)} -> {worded(module)}"
        case Pick(number, _, branches):
            many = "any(" if number is None else f"pick({worded(number)}, "
            return f"{many}{worded(branches)})"
        case Unused(branches):
            return f"unused({worded(branches)})"
        case Merge(how, branches):
            return f"{worded(how)}({worded(branches)})"


def _labelled(label: str | None, body: Node) -> str:
    return worded(body) if label is None else f"{label}: {worded(body)}"


def _operand(node: Node) -> str:
    text = worded(node)
    return f"({text})" if isinstance(node, Arithmetic | Choice | Sequence) else text
