"""Elaborates graphs: named tensors, chains of graphs with several inputs, picks.

A graph with several inputs takes the outputs of the last links of its chain. The chain is cut
before each such graph, also where it stands behind a name or in parentheses; branches and bindings
begin another chain. The number of links has to be known here, since a graph that takes all of them
decides among them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from math import comb
from typing import assert_never

from nasdsl import limits
from nasdsl.elaborate.elaborator import Elaborator
from nasdsl.elaborate.faults import Fault
from nasdsl.elaborate.scope import Scope
from nasdsl.language import ast
from nasdsl.source import Span
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
    children,
    per_node,
)
from nasdsl.space.model import PlacedNode, unreached
from nasdsl.space.values import refs, said, widths

Links = Mapping[str, int | None]  # how many links the modules add that slots are bound to


def graph(el: Elaborator, expr: ast.GraphExpr, scope: Scope) -> PlacedNode:
    """The node of `graph(inputs) { name = module ... return module }`.

    Args:
        el: the elaborator of the spec.
        expr: the graph in the syntax tree.
        scope: the names visible around it.

    Raises:
        Fault: a name is used twice, or it is unknown how many earlier outputs the chain has.
    """
    _check_names(expr)
    inner, inputs, every = _enter(el, expr, scope)
    bindings: list[tuple[str, PlacedNode]] = []
    for binding in expr.bindings:
        body = el.module(binding.body, inner._replace(returned=False))
        slot = inner.fresh(_binding_slot(el, binding.name))
        bindings.append((slot, body))
        inner = _bind_tensor(
            inner, binding.name, slot, PlacedNode(Tensor(slot), Kind.MODULE, binding.span)
        )
    result = el.module(expr.result, inner._replace(returned=True))
    node = Graph(
        inputs,
        every,
        0 if every is None else _earlier_outputs(expr, scope),
        tuple((slot, body.node) for slot, body in bindings),
        result.node,
    )
    return PlacedNode(node, Kind.MODULE, expr.span, (*(body for _, body in bindings), result))


def _check_names(expr: ast.GraphExpr) -> None:
    seen = set[str]()
    for named in (*expr.inputs, *expr.bindings):
        if named.name in seen:
            raise Fault("E204", named.span, f"two tensors of a graph are called '{named.name}'")
        seen.add(named.name)
    names = [entry.name for entry in expr.inputs]
    for position, entry in enumerate(expr.inputs):
        if entry.every and position > 0:
            help = f"write graph({entry.name}.., {', '.join(names[:position])})"
            raise Fault("E230", entry.span, "all earlier outputs come before the last ones", help)


def _binding_slot(el: Elaborator, name: str) -> str:
    return f"{el.active[-1] if el.active else 'network'}.{name}"


def _bind_tensor(scope: Scope, name: str, slot: str, placed: PlacedNode) -> Scope:
    """The scope in which `name` stands for what is bound to `slot`."""
    parameters = {**scope.parameters, name: placed}
    return scope._replace(parameters=parameters, bound=scope.bound | {slot})


def _enter(
    el: Elaborator, expr: ast.GraphExpr, scope: Scope
) -> tuple[Scope, tuple[str, ...], str | None]:
    """The scope in a graph, the slots of its tensors, and that of all earlier ones."""
    inner, inputs, every = scope.anew(), list[str](), None
    for entry in expr.inputs:
        slot = inner.fresh(_binding_slot(el, entry.name))
        if entry.every:
            every = slot
            el.possible.open[slot] = frozenset([_earlier_outputs(expr, scope)])
            placed = PlacedNode(Ref(slot, Kind.BRANCHES), Kind.BRANCHES, entry.span)
        else:
            inputs.append(slot)
            placed = PlacedNode(Tensor(slot), Kind.MODULE, entry.span)
        inner = _bind_tensor(inner, entry.name, slot, placed)
    return inner, tuple(inputs), every


def _earlier_outputs(expr: ast.GraphExpr, scope: Scope) -> int:
    """How many outputs there are before those that a graph takes one by one."""
    if scope.links is None:
        in_cell = scope.roles[:1] == ("cell",)
        where = "a cell" if in_cell else "an argument, or in a chain whose length is decided"
        raise Fault(
            "E231",
            expr.span,
            f"how many tensors are earlier is not settled in {where}",
            "use a block, after repetitions whose number is fixed",
        )
    return max(0, scope.links + 1 - sum(not entry.every for entry in expr.inputs))


# chains


def is_link(node: Graph) -> bool:
    """Whether a graph has several inputs, so that a chain is cut before it."""
    return len(node.inputs) > 1 or node.every is not None


def growth(el: Elaborator, node: Node) -> int | None:
    """How many links a module adds to its chain; None if that depends on a decision.

    Args:
        el: the elaborator of the spec.
        node: the module.
    """
    return _growth(el, node, el.links)


def _growth(el: Elaborator, node: Node, links: Links) -> int | None:
    if not _can_grow(node):
        return 0
    key = (el.possible.key(node), tuple(links.get(slot) for slot in sorted(refs(node))))
    if key not in el.growth:
        el.growth[key] = _growth_here(el, node, links)
    return el.growth[key]


@per_node
def _can_grow(node: Node) -> bool:
    """Whether something in a module adds links, or stands for what may."""
    match node:
        case Graph() | Cell():
            return True
        case Ref():
            return node.kind is Kind.MODULE
        case (
            Const() | Size() | Arithmetic() | Tensor() | Operation() | Sequence() | Choice()
            | Let() | Given() | Part() | Repeat() | Series() | FitTo() | Merge() | Fork() | Each()
            | Pick() | Unused()
        ):  # fmt: skip
            return any(map(_can_grow, children(node)))
        case _:
            assert_never(node)


def _growth_here(el: Elaborator, node: Node, links: Links) -> int | None:
    match node:
        case Graph():
            return int(is_link(node))
        case Ref(slot, Kind.MODULE):
            return links[slot]
        case Sequence(parts):
            return after(0, *(_growth(el, part, links) for part in parts))
        case Part(_, _, body):
            return _growth(el, body, links)
        case Let(slot, bound, body):
            return _growth(el, body, {**links, slot: _growth(el, bound, links)})
        case Choice(arms):
            return _common_number([_growth(el, arm.body, links) for arm in arms])
        case Given(_, cases):
            return _common_number([_growth(el, body, links) for _, body in cases])
        case Repeat(body, times):
            once = _growth(el, body, links)
            return _common_number([_link_times(once, n) for n in el.possible.of(times) or ()])
        case Series(times, parts):
            growths = [_growth(el, part, links) for part in parts]
            numbers = [n for n in el.possible.of(times) or () if isinstance(n, int)]
            return _common_number([after(0, *growths[:number]) for number in numbers])
        case Cell(name):
            return None if name in el.linked else 0
        case (
            Const() | Size() | Arithmetic() | Ref() | Tensor() | Operation() | FitTo() | Merge()
            | Fork() | Each() | Pick() | Unused()
        ):  # fmt: skip
            return 0
        case _:
            assert_never(node)


def after(links: int | None, *more: int | None) -> int | None:
    """The sum of numbers of links of a chain; None if one of them is None, for not known.

    Args:
        links: the first number.
        more: the others.
    """
    for number in more:
        links = None if links is None or number is None else links + number
    return links


def _link_times(links: int | None, times: object) -> int | None:
    return links * times if isinstance(links, int) and isinstance(times, int) else None


def _common_number(numbers: list[int | None]) -> int | None:
    return numbers[0] if len(set(numbers)) == 1 else None


def takes_all(node: Node) -> bool:
    """Whether a module contains a graph that takes all earlier outputs of its chain."""
    match node:
        case Graph():
            return node.every is not None
        case Part(_, _, body) | Let(_, _, body) | Repeat(body):
            return takes_all(body)
        case Sequence() | Choice() | Given() | Series():
            return any(takes_all(child) for child in children(node))
        case (
            Const() | Size() | Arithmetic() | Ref() | Tensor() | Operation() | FitTo() | Merge()
            | Fork() | Each() | Pick() | Unused() | Cell()
        ):  # fmt: skip
            return False
        case _:
            assert_never(node)


def linked(definitions: Mapping[str, ast.Definition]) -> set[str]:
    """The names of definitions in which, or in what they use, is a graph of several inputs.

    Args:
        definitions: all definitions of the spec, by name.
    """
    users, names = defaultdict[str, list[str]](list), set[str]()
    pending: list[str] = []
    for name, definition in definitions.items():
        for part in ast.walk(definition.body):
            if isinstance(part, ast.NameExpr):
                users[part.name].append(name)
            elif isinstance(part, ast.GraphExpr):
                several = len(part.inputs) > 1 or any(entry.every for entry in part.inputs)
                pending += [name] if several else []
    while pending:
        name = pending.pop()
        if name not in names:
            names.add(name)
            pending += users[name]
    return names


# what is taken of branches


def pick(el: Elaborator, number: PlacedNode | None, branches: PlacedNode, span: Span) -> PlacedNode:
    """The node of `pick(number, branches)` or, without a number, of `any(branches)`.

    Args:
        el: the elaborator of the spec.
        number: the value that says how many branches are taken; None for any subset.
        branches: the branches to take from.
        span: the place of the expression.

    Raises:
        Fault: the number is out of range or depends on a tensor, or it is unknown how many branches
            there are, or subsets are too many.
    """
    width = _width(el, branches)
    if number is None:
        _check_subsets(2**width, span)
        node = Pick(None, (), branches.node, width)
        return PlacedNode(node, Kind.BRANCHES, span, (branches,))
    domain = el.possible.of(number.node)
    if domain is None:
        el.expect_few(number)
    if domain is None or not el.per_use.isdisjoint(refs(number.node)):
        message = "how many are picked must be settled before any tensor is known"
        raise Fault("E404", number.span, message)
    for count in sorted(domain, key=str):
        if not isinstance(count, int) or not 0 <= count <= width:
            raise Fault("E404", number.span, f"{said(count)} of {width} cannot be picked")
        _check_subsets(comb(width, count), span)
    numbers = tuple(sorted(count for count in domain if isinstance(count, int)))
    if numbers == (0,):
        none = unreached(branches)
        node = Repeat(none.node, number.node, 0)
        return PlacedNode(node, Kind.BRANCHES, span, (number, none))
    node = Pick(number.node, numbers, branches.node, width)
    return PlacedNode(node, Kind.BRANCHES, span, (number, branches))


def _width(el: Elaborator, branches: PlacedNode) -> int:
    domain = el.possible.of(branches.node, widths)
    if domain is not None and len(domain) == 1:
        (width,) = domain
        if isinstance(width, int):
            return width
    message = "how many branches there are to pick from is itself decided"
    raise Fault("E404", branches.span, message, "pick from a list of fixed length")


def _check_subsets(number: int, span: Span) -> None:
    if number > limits.SUBSETS:
        raise Fault("E503", span, f"a choice among more than {limits.SUBSETS:,} subsets")


def unused(branches: PlacedNode, scope: Scope, span: Span) -> PlacedNode:
    """The node of `unused(branches)`: those named tensors that nothing else in the graph takes.

    Args:
        branches: the tensors among which unused ones are selected.
        scope: the names visible at the expression.
        span: the place of the expression.

    Raises:
        Fault: the expression is not in the `return` of a graph, or a branch is not a named tensor.
    """
    if not scope.returned:
        raise Fault("E232", span, "'unused' stands in what a graph returns, and nowhere else")
    for item in _branch_items(branches):
        if not isinstance(item.node, Tensor | Ref):
            message = "'unused' takes tensors that a graph names"
            raise Fault("E232", item.span, message, "write [a, b] -> op after it, not in it")
    return PlacedNode(Unused(branches.node), Kind.BRANCHES, span, (branches,))


def _branch_items(branches: PlacedNode) -> list[PlacedNode]:
    if isinstance(branches.node, Fork):
        return [item for part in branches.children for item in _branch_items(part)]
    return [branches]


def fit_to(tensor: PlacedNode, span: Span) -> PlacedNode:
    """The node of `fit(tensor)`, which gives its input the shape of a named tensor.

    Args:
        tensor: the node of the argument.
        span: the place of the expression.

    Raises:
        Fault: the argument is not a tensor that a graph names.
    """
    if not isinstance(tensor.node, Tensor):
        message = "'fit' takes a tensor that a graph names, or filters= and stride="
        raise Fault("E232", tensor.span, message)
    return PlacedNode(FitTo(tensor.node), Kind.MODULE, span, (tensor,))
