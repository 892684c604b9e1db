"""Elaborates names with arguments: parameters, definitions, operations, symbols."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence as Many
from contextlib import nullcontext
from itertools import product
from math import prod

from nasdsl import limits
from nasdsl.elaborate import arithmetic, calls, genes, graphs
from nasdsl.elaborate.arguments import bind_arguments
from nasdsl.elaborate.elaborator import Elaborator
from nasdsl.elaborate.faults import Fault
from nasdsl.elaborate.known_names import BUILT_IN, LISTED, SWITCHES, TAKERS, WORDS
from nasdsl.elaborate.scope import Scope
from nasdsl.errors import nearest
from nasdsl.language import ast
from nasdsl.ops import FIT, FITS, MERGES, OPERATIONS, SIZES, TYPES, FitMode, Parameter, synonyms
from nasdsl.source import Span
from nasdsl.space.ir import (
    Arithmetic,
    Const,
    Constant,
    Fork,
    Kind,
    Merge,
    Node,
    Operation,
    Ref,
    Size,
)  # fmt: skip
from nasdsl.space.model import PlacedNode
from nasdsl.space.paths import parameter_name as named
from nasdsl.space.values import refs, said, values
from nasdsl.util.arguments import name_among


def use_name(el: Elaborator, expr: ast.NameExpr, scope: Scope) -> PlacedNode:
    """The node of a name with its arguments.

    The name is looked up among parameters, then definitions and genes, then operations. An unknown
    name without arguments is a symbol, which is an error where no symbol can stand.

    Args:
        el: the elaborator of the spec.
        expr: the name with its arguments.
        scope: the names visible at the place.

    Raises:
        Fault: the name with arguments is unknown, or the arguments are wrong.
    """
    name = expr.name
    plain = expr.member is None and expr.arguments is None
    if plain and name in scope.symbols:
        return PlacedNode(Const(name), Kind.VALUE, expr.span)
    if name in scope.parameters:
        return _bare(expr, "a parameter", scope.parameters[name])
    if name in el.definitions:
        return calls.use_definition(el, el.definitions[name], expr, scope)
    if name in el.genes:
        return genes.use_gene(el, expr, scope)
    if name in SIZES:
        return _bare(expr, "a size", PlacedNode(Size(name), Kind.VALUE, expr.span))
    if name == "classes":
        return _bare(expr, "a number", _classes_value(el, expr.span))
    if name in el.operations or (not plain and (name in MERGES or name in BUILT_IN)):
        return _built_in(el, expr, scope)
    if name in el.missing and name not in BUILT_IN:
        return el.broken(expr.span)
    el.near[expr.span if plain else expr.name_span] = tuple(scope.parameters)
    if plain:
        return PlacedNode(Const(name), Kind.VALUE, expr.span)
    help = synonyms.alternatives(expr) or el.suggest(name, expr.name_span) or LISTED
    raise Fault("E201", expr.name_span, f"there is no '{name}'", help)


def _built_in(el: Elaborator, expr: ast.NameExpr, scope: Scope) -> PlacedNode:
    """The node of an operation, a merge, or what looks like one: `pick`, `round`."""
    name = expr.name
    if expr.member is not None:
        meant = f"arguments stand in round brackets: {name}({expr.member.span.brief})"
        help = None if expr.arguments else meant
        raise Fault("E210", expr.span, f"'{name}' is no family: it has no members", help)
    if name in el.operations:
        return _operation(el, expr, scope)
    if name in TAKERS:
        return _operation_node(el, expr, scope)
    if name == "round":
        return _rounded(el, expr, scope)
    return _merge_node(el, expr, scope)


def _bare(expr: ast.NameExpr, what: str, placed: PlacedNode) -> PlacedNode:
    if expr.member is not None or expr.arguments is not None:
        raise Fault("E212", expr.span, f"'{expr.name}' is {what}: it takes no arguments")
    return PlacedNode(placed.node, placed.kind, expr.span, placed.children)


def _classes_value(el: Elaborator, span: Span) -> PlacedNode:
    if el.classes is None and el.missing:  # what could not be read may have stated it
        return el.broken(span)
    if el.classes is None:
        raise Fault(
            "E201", span, "the number of classes is not stated", "add a line such as: classes 10"
        )
    return PlacedNode(Const(el.classes), Kind.VALUE, span)


def _operation(el: Elaborator, expr: ast.NameExpr, scope: Scope) -> PlacedNode:
    if el.operations[expr.name] is FIT and expr.arguments and expr.arguments[0].name is None:
        (argument,) = bind_arguments("'fit'", ["tensor"], ["tensor"], expr).values()
        return graphs.fit_to(el.expression(argument.value, scope), expr.span)
    parameters = {p.name: p for p in el.operations[expr.name].parameters}
    required = [name for name, p in parameters.items() if p.default is None]
    bound = bind_arguments(f"'{expr.name}'", list(parameters), required, expr)
    placed = {
        name: _check_type(el, parameters[name], el.value(bound[name].value, scope))
        for name in parameters
        if name in bound
    }
    for name, value in el.defaults.get((expr.span.source, expr.name), {}).items():
        placed.setdefault(name, value)
    args = tuple((name, value.node) for name, value in placed.items())
    added = None if expr.name in OPERATIONS else el.operations[expr.name]
    node = Operation(expr.name, args, added)
    return PlacedNode(node, Kind.MODULE, expr.span, tuple(placed.values()))


def set_defaults(el: Elaborator, expr: ast.NameExpr) -> None:
    """Record the defaults that a `defaults` statement sets for an operation in its file.

    Args:
        el: the elaborator of the spec, to which errors are reported.
        expr: the operation's name with the defaults as arguments: `conv(bias=no)`.
    """
    if expr.name not in el.operations or expr.member is not None:
        help = nearest(expr.name, el.operations) or LISTED
        el.report("E201", expr.name_span, f"there is no operation '{expr.name}'", help)
        return
    parameters = {p.name: p for p in el.operations[expr.name].parameters}
    try:
        bound = bind_arguments(f"'{expr.name}'", list(parameters), [], expr)
    except Fault as fault:
        el.errors.extend(fault.diagnostics)
        return
    known = el.defaults.setdefault((expr.span.source, expr.name), {})
    for name, argument in bound.items():
        placed = _check_type(el, parameters[name], el.value(argument.value, Scope()))
        if placed.kind is not Kind.UNKNOWN and not isinstance(placed.node, Const):
            placed = el.report("E401", placed.span, "a default is stated, not decided")
        known[name] = placed


def _operation_node(el: Elaborator, expr: ast.NameExpr, scope: Scope) -> PlacedNode:
    """`pick(number, branches)`, `any(branches)` or `unused(branches)`."""
    names = ["number", "branches"] if expr.name == "pick" else ["branches"]
    bound = bind_arguments(f"'{expr.name}'", names, names, expr)
    number = el.value(bound["number"].value, scope) if expr.name == "pick" else None
    with el.happens(number) if number else nullcontext():
        branches = _branches(el, el.expression(bound["branches"].value, scope.anew()))
    if Kind.UNKNOWN in (branches.kind, number.kind if number else None):
        return el.broken(expr.span)
    if expr.name == "unused":
        return graphs.unused(branches, scope, expr.span)
    return graphs.pick(el, number, branches, expr.span)


def _rounded(el: Elaborator, expr: ast.NameExpr, scope: Scope) -> PlacedNode:
    """`round(value, to)`: the nearest multiple."""
    names = ["value", "to"]
    bound = bind_arguments("'round'", names, names, expr)
    value, to = (el.value(bound[name].value, scope) for name in names)
    if Kind.UNKNOWN in (value.kind, to.kind):
        return el.broken(expr.span)
    return arithmetic.arithmetic(el, "round", value, to, expr.span)


def _check_type(el: Elaborator, parameter: Parameter, placed: PlacedNode) -> PlacedNode:
    """The argument `placed`; a value that its parameter does not take is reported."""
    words, test = TYPES[parameter.type]
    for value in sorted(el.possible.of(placed.node) or (), key=str):
        if placed.kind is Kind.VALUE and not test(value):
            word = value if isinstance(value, str) else ""
            help = arithmetic.range_meant(placed.span) or _word_suggestion(
                el, word, placed.span, test
            )
            message = f"{parameter.name} is {words}, and this is {said(value)}"
            if isinstance(placed.node, Ref | Arithmetic):
                message = f"{message}{_slot_values_text(el, placed.node, value)}"
            return el.report("E406", placed.span, message, help)
    return placed


def _word_suggestion(
    el: Elaborator, word: str, span: Span, test: Callable[[Constant], bool]
) -> str | None:
    """The word that was likely meant by one that a parameter does not take."""
    if word in WORDS:
        return None
    words = [known for known in WORDS if test(known)]
    switch = SWITCHES.get(word.lower())
    if switch in words:
        return f"did you mean '{switch}'?"
    own = (*el.near.get(span, ()), *el.definitions, *el.genes)
    return nearest(word, [*words, *own, *SIZES, "classes"])


def _slot_values_text(el: Elaborator, node: Node, value: Constant) -> str:
    """Values of slots with which a node has a value, as text: ` where f=3 and g=2`."""
    slots = sorted(refs(node))
    domains = [el.possible.of(Ref(slot, Kind.VALUE)) for slot in slots]
    known = [sorted(domain, key=str) for domain in domains if domain is not None]
    if len(known) < len(slots) or prod(map(len, known)) > limits.ARMS:
        return ""
    for chosen in product(*known):
        decided = dict(zip(slots, map(_single_value, chosen), strict=True))
        if values(node, decided) == _single_value(value):
            equations = [f"{named(slot)}={said(v)}" for slot, v in zip(slots, chosen, strict=True)]
            return f", where {' and '.join(equations)}"
    return ""


def _single_value(value: Constant) -> frozenset[Constant]:
    return frozenset([value])


def _merge_node(el: Elaborator, expr: ast.NameExpr, scope: Scope) -> PlacedNode:
    """`add(branches)` or `merge(kind, branches)`, both with `fit=`."""
    open_kind = expr.name == "merge"
    required = ["kind", "branches"] if open_kind else ["branches"]
    bound = bind_arguments(f"'{expr.name}'", [*required, "fit"], required, expr)
    if "fit" in bound and bound["fit"].name is None:
        help = f"write the branches in brackets: {expr.name}({'kind, ' * open_kind}[a, b])"
        raise Fault("E211", bound["fit"].span, f"'{expr.name}' takes one list of branches", help)
    if open_kind:
        kind = _one_of(el, el.value(bound["kind"].value, scope), tuple(MERGES), "a merge")
    else:
        kind = PlacedNode(Const(expr.name), Kind.VALUE, expr.name_span)
    branches = _branches(el, el.expression(bound["branches"].value, scope.anew()))
    fit: FitMode = "error"
    if "fit" in bound:
        stated = _one_of(el, el.value(bound["fit"].value, scope), FITS, "a way to fit")
        if not isinstance(stated.node, Const):
            raise Fault("E401", stated.span, "how branches fit is stated, not decided")
        fit = name_among(FITS, stated.node.value) or fit
    node = Merge(kind.node, branches.node, fit)
    return PlacedNode(node, Kind.MODULE, expr.span, (kind, branches))


def _one_of(el: Elaborator, placed: PlacedNode, known: Many[str], what: str) -> PlacedNode:
    for value in sorted(el.possible.of(placed.node) or (), key=str):
        if placed.kind is Kind.VALUE and value not in known:
            help = nearest(str(value), known) or f"one of: {', '.join(known)}"
            return el.report("E407", placed.span, f"{said(value)} is not {what}", help)
    return placed


def _branches(el: Elaborator, placed: PlacedNode) -> PlacedNode:
    """Branches; one module may stand for one branch."""
    if placed.kind in (Kind.BRANCHES, Kind.UNKNOWN):
        return placed
    module = el.expect(placed, Kind.MODULE)
    return PlacedNode(Fork((module.node,)), Kind.BRANCHES, placed.span, (module,))
