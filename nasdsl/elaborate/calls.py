"""Elaborates the use of a definition.

Arguments are decided at the use, once, even if the body ignores them. What stands in the body of a
cell is decided once in the whole space, and in other definitions anew at each use.
"""

from __future__ import annotations

from collections.abc import Hashable

from nasdsl.elaborate import graphs
from nasdsl.elaborate.arguments import bind_arguments, check_symbols
from nasdsl.elaborate.elaborator import Elaborator
from nasdsl.elaborate.faults import Exhausted, Fault, circle
from nasdsl.elaborate.scope import Scope
from nasdsl.language import ast
from nasdsl.space.ir import Cell, Const, Kind, Let, Part, Ref
from nasdsl.space.model import PlacedNode, placed_constant
from nasdsl.space.values import counted, decides, sized

Binding = tuple[str, PlacedNode]  # a slot and what it is bound to


def use_definition(
    el: Elaborator, definition: ast.Definition, expr: ast.NameExpr, scope: Scope
) -> PlacedNode:
    """The node of a use of a definition.

    Args:
        el: the elaborator of the spec.
        definition: the definition.
        expr: the use: the definition's name, perhaps with arguments.
        scope: the names visible at the use.

    Raises:
        Fault: the definition uses itself without end, or arguments are wrong.
    """
    name = definition.name
    el.count_use(expr.span)
    if name in el.active and (definition.role == "cell" or scope.ended <= el.active.index(name)):
        way = [*el.active[el.active.index(name) :], name]
        ends = all(el.definitions[used].role != "cell" for used in way if used in el.definitions)
        help = "a 'given' on a number can end it" if ends else None
        raise Fault("E208", expr.span, circle(way), help)
    required = [p.name for p in definition.parameters if p.default is None]
    bound = bind_arguments(f"'{name}'", [p.name for p in definition.parameters], required, expr)
    arguments = {
        p.name: _argument(el, definition, p, bound[p.name].value, scope)
        for p in definition.parameters
        if p.name in bound
    }
    if name in el.active and any(argument.kind is Kind.UNKNOWN for argument in arguments.values()):
        return el.broken(expr.span)
    if definition.role == "cell":
        return _cell_node(el, definition, expr, scope, arguments)
    if expr.member is not None:
        raise Fault("E210", expr.span, f"'{name}' is no family: it has no members")
    return _use_template(el, definition, expr, scope, arguments)


def _argument(
    el: Elaborator,
    definition: ast.Definition,
    parameter: ast.ParameterDeclaration,
    expr: ast.Expr,
    scope: Scope,
) -> PlacedNode:
    outer = scope._replace(
        symbols=scope.symbols | frozenset(parameter.symbols),
        argument_of=definition.role,
        links=None,
    )
    return check_symbols(el, parameter, el.expression(expr, outer))


def _use_template(
    el: Elaborator,
    definition: ast.Definition,
    expr: ast.NameExpr,
    scope: Scope,
    arguments: dict[str, PlacedNode],
) -> PlacedNode:
    at_call: list[Binding] = []
    inner = scope._replace(
        parameters=dict[str, PlacedNode](),
        symbols=frozenset[str](),
        roles=(*scope.roles, definition.role),
        name=scope.name if definition.role == "let" else definition.name,
        argument_of=None,
    )
    for name, argument in arguments.items():
        inner = _bind_parameter(el, inner, f"{definition.name}.{name}", argument, at_call)
    body = _written_out(el, definition, expr, inner, _call(el, definition, arguments, scope))
    part = Part(definition.name, definition.role, body.node)
    return _let(at_call, PlacedNode(part, body.kind, expr.span, (body,)))


def _written_out(
    el: Elaborator, definition: ast.Definition, expr: ast.NameExpr, inner: Scope, call: Hashable
) -> PlacedNode:
    """The body of a template; of equal calls that come to the same it is written out once."""
    if call in el.calls:
        message = f"'{definition.name}' is defined by itself without an end"
        help = "what its 'given' follows must come to a case that does not use it"
        raise Exhausted("E208", expr.span, message, help)
    if call in el.constants:
        return el.constants[call]
    el.calls.append(call)
    el.trail.append((definition, expr.span))
    body = (
        template_body(el, definition, inner)
        if definition.parameters
        else el.body((call, inner.around()), lambda: template_body(el, definition, inner))
    )
    el.trail.pop()
    el.calls.pop()
    if body.kind is Kind.VALUE and isinstance(body.node, Const):
        el.constants[call] = body
    return body


def _call(
    el: Elaborator, definition: ast.Definition, arguments: dict[str, PlacedNode], scope: Scope
) -> Hashable:
    """A call: a definition, its arguments, and the conditions under which it is reached."""
    passed = tuple((name, argument.node) for name, argument in arguments.items())
    return definition.name, passed, frozenset(el.possible.conditions), scope.links, el.reached


def template_body(el: Elaborator, definition: ast.Definition, scope: Scope) -> PlacedNode:
    """The node of the body of a definition other than a cell, for one use.

    It decides the defaults of those parameters for which the use gives no argument.

    Args:
        el: the elaborator of the spec.
        definition: the definition.
        scope: the names visible in the body; it has the arguments as parameters.
    """
    el.seen.add(definition.name)
    el.active.append(definition.name)
    in_body: list[Binding] = []
    for parameter in definition.parameters:
        if parameter.name not in scope.parameters and parameter.default is not None:
            default = _default(el, parameter, scope)
            scope = _bind_parameter(
                el, scope, f"{definition.name}.{parameter.name}", default, in_body
            )
    with el.nesting:
        body = el.expression(definition.body, scope.inside())
    el.active.pop()
    return _let(in_body, body)


def _default(el: Elaborator, parameter: ast.ParameterDeclaration, scope: Scope) -> PlacedNode:
    assert parameter.default is not None
    inner = scope._replace(symbols=frozenset(parameter.symbols), links=None).inside()
    return check_symbols(el, parameter, el.expression(parameter.default, inner))


def _bind_parameter(
    el: Elaborator, scope: Scope, slot: str, placed: PlacedNode, bindings: list[Binding]
) -> Scope:
    """The scope in which a parameter stands for the placed node `placed`.

    It is a reference if there is something to decide or to remember.
    """
    name = slot.rpartition(".")[2]
    if decides(placed.node) or (placed.kind is Kind.VALUE and sized(placed.node)):
        slot = scope.fresh(slot)
        el.possible.bound[slot] = placed.node
        if placed.kind is Kind.MODULE:
            el.links[slot] = graphs.growth(el, placed.node)
        el.per_use.discard(slot)
        if not el.per_use.isdisjoint(counted(placed.node)):
            el.per_use.add(slot)
        bindings.append((slot, placed))
        placed = PlacedNode(Ref(slot, placed.kind), placed.kind, placed.span)
        scope = scope._replace(bound=scope.bound | {slot})
    return scope._replace(parameters={**scope.parameters, name: placed})


def _let(bindings: list[Binding], body: PlacedNode, default: bool = False) -> PlacedNode:
    for slot, placed in reversed(bindings):
        node = Let(slot, placed.node, body.node, default)
        body = PlacedNode(node, body.kind, body.span, (placed, body))
    return body


def _cell_node(
    el: Elaborator,
    definition: ast.Definition,
    expr: ast.NameExpr,
    scope: Scope,
    arguments: dict[str, PlacedNode],
) -> PlacedNode:
    name = definition.name
    member = _family_member(el, definition, expr, scope)
    bindings: list[Binding] = []
    for parameter in definition.parameters:
        argument, slot = arguments.get(parameter.name), f"{name}.{parameter.name}"
        if argument is None:
            el.use_default(name, parameter.name)
            continue
        bindings.append((slot, _value_for_cell(el, argument)))
        wrong = argument.kind is Kind.UNKNOWN and parameter.symbols
        el.widen(name, slot, frozenset(wrong) if wrong else el.possible.of(argument.node))
    el.reach(name, el.possible.of(member.node) or frozenset(), expr.span)
    cell = PlacedNode(Cell(name, member.node), Kind.MODULE, expr.span, (member,))
    return _let(bindings, cell)


def _value_for_cell(el: Elaborator, argument: PlacedNode) -> PlacedNode:
    if argument.kind in (Kind.VALUE, Kind.UNKNOWN):
        return argument
    message = f"the parameters of a cell are values, and this is a {argument.kind}"
    help = "pass a symbol that 'given' follows in the cell, or use a block: it takes modules"
    return el.report("E301", argument.span, message, help)


def _family_member(
    el: Elaborator, definition: ast.Definition, expr: ast.NameExpr, scope: Scope
) -> PlacedNode:
    name, family = definition.name, definition.family
    if family is None:
        if expr.member is not None:
            raise Fault("E210", expr.span, f"'{name}' is no family: it has no members")
        return PlacedNode(Const(0), Kind.VALUE, expr.span)
    if expr.member is None:
        raise Fault(
            "E210",
            expr.span,
            f"'{name}' is a family of {family}: say which, as in {name}[1..{family}]",
        )
    member = el.value(expr.member, scope._replace(argument_of="member"))
    numbers = el.possible.of(member.node)
    if numbers is None and member.kind is Kind.VALUE:
        message = "which member is used must be settled before any tensor is known"
        raise Fault("E404", member.span, message)
    for number in sorted(numbers or (), key=str):
        if member.kind is Kind.VALUE and number not in range(1, family + 1):
            raise Fault(
                "E210", member.span, f"there is no {name}[{number}]: its members are 1 to {family}"
            )
    return member


def cell_body(el: Elaborator, definition: ast.Definition) -> PlacedNode:
    """The node of a cell's body; parameters are slots in it, which each use binds anew.

    Args:
        el: the elaborator of the spec.
        definition: the definition of the cell.
    """
    el.seen.add(definition.name)
    el.active.append(definition.name)
    defaults: list[Binding] = []
    parameters: dict[str, PlacedNode] = {}
    scope = Scope(roles=("cell",), links=None)
    for parameter in definition.parameters:
        slot = f"{definition.name}.{parameter.name}"
        if parameter.default is not None:
            used = parameter.name in el.defaulted.get(definition.name, ())
            with el.happens(placed_constant(int(used), parameter.span)):
                default = _default(el, parameter, scope._replace(parameters=dict(parameters)))
            default = el.expect(default, Kind.VALUE)
            if used:
                defaults.append((slot, default))
                el.widen(definition.name, slot, el.possible.of(default.node))
        el.per_use.add(slot)
        parameters[parameter.name] = PlacedNode(Ref(slot, Kind.VALUE), Kind.VALUE, parameter.span)
    body = el.module(definition.body, scope._replace(parameters=parameters))
    el.active.pop()
    return _let(defaults, body, default=True)
