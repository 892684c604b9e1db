"""Names of nodes, and paths of their occurrences.

A path such as `c[1].chain[2].bn_relu[3].op` consists of names in the spec. It names a decision in
results and an operation in a model. It does not contain positions in the file, so it stays the same
when the spec is edited elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import assert_never

from nasdsl.ops import FIT, IDENTITY, OPERATIONS, worded_arguments
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
from nasdsl.space.values import said


def node_name(node: Node) -> str | None:
    """The name of a node: that of its definition, operation, parameter or merge.

    The result is None if the node has no name, as a choice.
    """
    match node:
        case Part(name) | Operation(name) | Cell(name):
            return name
        case Ref(slot) | Tensor(slot):
            return parameter_name(slot)
        case FitTo():
            return FIT.name
        case Graph():
            return "graph"
        case Pick(number):
            return "any" if number is None else "pick"
        case Merge(kind):
            return str(kind.value) if isinstance(kind, Const) else "merge"
        case Let(slot, _, body):
            return node_name(body) if _at_call(slot, body) else None
        case Repeat(body):
            return node_name(body)
        case Series(_, parts):
            return node_name(parts[0]) if parts else None
        case Each(branches) | Unused(branches):
            return node_name(branches)
        case Choice() | Given() | Sequence() | Fork() | Const() | Size() | Arithmetic():
            return None
        case _:
            assert_never(node)


def parameter_name(slot: str) -> str:
    """The name of a parameter or binding as written in the spec, from the name of its slot."""
    return slot.rpartition(".")[2].rstrip("'")


def _at_call(slot: str, body: Node) -> bool:
    """Whether a `Let` of this slot binds an argument, not the default of a parameter."""
    return node_name(body) == slot.rpartition(".")[0]


def worded(node: Node) -> str:
    """A node as text for messages, much as a spec writes it; of definitions the name alone."""
    match node:
        case Const(value):
            return value if isinstance(value, str) else said(value)
        case Size(name):
            return name
        case Ref(slot) | Tensor(slot):
            return parameter_name(slot)
        case Arithmetic("round", left, right):
            return f"round({worded(left)}, {worded(right)})"
        case Arithmetic(operator, left, right):
            return f"{_operand(left)} {operator} {_operand(right)}"
        case Choice(arms):
            return " | ".join(_labelled_path(arm.label, arm.body) for arm in arms)
        case Let(_, _, body):
            return worded(body)
        case Part(name, _, body):
            return worded(body) if kind(node) is Kind.VALUE else name
        case Given(subject, cases):
            listed = " ".join(_labelled_path(str(label), body) for label, body in cases)
            return f"given {worded(subject)} {{ {listed} }}"
        case Operation(name, args, added):
            texts = {key: worded(value) for key, value in args}
            listed = ", ".join(worded_arguments(added or OPERATIONS[name], texts))
            return f"{name}({listed})" if listed else name
        case Cell(name, member):
            return name if member == Const(0) else f"{name}[{worded(member)}]"
        case Sequence(parts):
            return " -> ".join(map(worded, parts)) or IDENTITY.name
        case Repeat(body, times):
            return f"{_operand(body)} * {_operand(times)}"
        case Series(times, parts):
            return f"{_operand(parts[-1])} * {_operand(times)}"
        case Graph(inputs, every):
            earlier = [f"{parameter_name(every)}.."] if every is not None else []
            return f"graph({', '.join([*earlier, *map(parameter_name, inputs)])})"
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
        case _:
            assert_never(node)


def _labelled_path(label: str | None, body: Node) -> str:
    return worded(body) if label is None else f"{label}: {worded(body)}"


def _operand(node: Node) -> str:
    match node:
        case Arithmetic() | Choice() | Sequence():
            return f"({worded(node)})"
        case (
            Const() | Size() | Ref() | Tensor() | Let() | Given() | Part() | Operation() | Repeat()
            | Series() | Graph() | FitTo() | Merge() | Fork() | Each() | Pick() | Unused() | Cell()
        ):  # fmt: skip
            return worded(node)
        case _:
            assert_never(node)


def descend(path: str, node: Node) -> str:
    """The path of a node that is all that another node contains, as the body of a definition is.

    Args:
        path: the path of the other node.
        node: the node, whose name, if it has one, is appended.
    """
    name = node_name(node)
    return path if name is None else f"{path}.{name}"


def inside(node: Node, path: str) -> Iterator[tuple[int, str]]:
    """The path of each child of a node, which is listed once for each repetition.

    Args:
        node: the node.
        path: the path of the node.

    Returns:
        Pairs of the child's number and the path.
    """
    match node:
        case Sequence(parts) | Fork(parts):
            names = numbered([node_name(part) or type(part).__name__.lower() for part in parts])
            yield from enumerate(f"{path}.{name}" for name in names)
        case Choice(arms):
            names = numbered([arm.label or node_name(arm.body) or "arm" for arm in arms])
            yield from enumerate(f"{path}.{name}" for name in names)
        case Given(_, cases):
            yield 0, path
            yield from enumerate((f"{path}.{value}" for value, _ in cases), start=1)
        case Let(slot, _, body):
            yield 0, f"{path}.{parameter_name(slot)}"
            yield 1, path if _at_call(slot, body) else descend(path, body)
        case Part(_, _, body):
            yield 0, descend(path, body)
        case Operation(_, args):
            yield from enumerate(f"{path}.{name}" for name, _ in args)
        case Merge():
            yield 0, f"{path}.kind"
            yield 1, path
        case Repeat(body, _, most, same):
            yield 0, f"{_path_apart(path, body)}.times"
            yield from ((1, name) for name in repetitions(path, 1 if same else most))
        case Each(branches, module, most, same):
            yield 0, f"{path}.input"  # a word of the language, so no module is called that
            after = f"{_path_apart(path, branches)}.{node_name(module) or 'after'}"
            yield from ((1, name) for name in repetitions(after, 1 if same else most))
        case Series(_, parts):
            yield 0, f"{path}.times"
            yield from enumerate(repetitions(path, len(parts)), start=1)
        case Graph(_, _, _, bindings):
            names = [parameter_name(slot) for slot, _ in bindings]
            yield from enumerate(f"{path}.{name}" for name in [*names, "return"])
        case FitTo():
            yield 0, path
        case Pick(None, _, branches):
            yield 0, _pick_path(path, branches)
        case Pick(_, _, branches):
            yield 0, f"{path}.number"
            yield 1, _pick_path(path, branches)
        case Unused(branches):
            yield 0, path
        case Arithmetic():
            yield 0, f"{path}.left"
            yield 1, f"{path}.right"
        case Cell():
            yield 0, f"{path}.member"
        case Const() | Size() | Ref() | Tensor():
            return
        case _:
            assert_never(node)


def _pick_path(path: str, branches: Node) -> str:
    """The path of what a pick picks from, whose own decision is not called like the pick's."""
    return f"{path}.from" if isinstance(branches, Choice | Given) else descend(path, branches)


def _path_apart(path: str, node: Node) -> str:
    """The path of what is decided about `node`, apart from that of an argument of its name."""
    match node:
        case Ref(slot) if path.endswith(f".{parameter_name(slot)}"):
            return f"{path}'"
        case Repeat(body) | Each(body):
            return _path_apart(path, body)
        case (
            Const() | Size() | Arithmetic() | Ref() | Tensor() | Choice() | Let() | Given()
            | Part() | Operation() | Sequence() | Series() | Graph() | FitTo() | Merge() | Fork()
            | Pick() | Unused() | Cell()
        ):  # fmt: skip
            return path
        case _:
            assert_never(node)


def repetitions(path: str, times: int) -> Iterator[str]:
    """The paths of several repetitions: `path[1]`, `path[2]`, ...

    Args:
        path: the path of what is repeated.
        times: how many repetitions there are.
    """
    return (f"{path}[{i}]" for i in range(1, times + 1))


def numbered(names: list[str]) -> list[str]:
    """The names in order; those that occur more than once are numbered: `conv[1]`, `conv[2]`."""
    total, seen = Counter(names), Counter[str]()
    numbered: list[str] = []
    for name in names:
        seen[name] += 1
        numbered.append(f"{name}[{seen[name]}]" if total[name] > 1 else name)
    return numbered
