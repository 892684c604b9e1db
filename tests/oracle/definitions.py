"""Definitions of a small spec: templates that decide at each use, cells that decide once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from nasdsl.language import ast
from oracle.kinds import arguments
from oracle.meanings import (
    DECIDED,
    TRACE,
    Env,
    Module,
    Thing,
    Value,
    World,
    around,
    come,
    settled_at,
    slotted,
)
from oracle.networks import Tensor
from oracle.operations import Constant
from oracle.scope import Cell, Choose, Scope

if TYPE_CHECKING:
    from oracle.walk import Walk

USES = "uses"  # where a network being built notes the cells that it uses


class Definitions:
    """The part of a walk that knows definitions."""

    def defined(
        self: Walk, definition: ast.Definition, expr: ast.NameExpr, choose: Choose, scope: Scope
    ) -> Thing:
        if definition.role == "cell":
            bound = self.bound(definition, expr, choose, scope)
            return self.cell_use(definition, expr, bound, choose, scope)
        inner, slots, body = self.entered(definition, expr, choose, scope)
        found = around(self.thing(body, choose, inner), slots)
        return come(found, "let") if definition.role == "let" else found

    def bound(
        self: Walk, definition: ast.Definition, expr: ast.NameExpr, choose: Choose, scope: Scope
    ) -> dict[str, Thing]:
        """The arguments of a use, decided."""
        bound = arguments(expr, [p.name for p in definition.parameters])
        found: dict[str, Thing] = {}
        for parameter in definition.parameters:
            if parameter.name in bound:
                outer = replace(scope, symbols=scope.symbols | set(parameter.symbols))
                value = self.thing(bound[parameter.name], choose, outer)
                found[parameter.name] = come(value, "an argument")
        return found

    def entered(
        self: Walk, definition: ast.Definition, expr: ast.NameExpr, choose: Choose, scope: Scope
    ) -> tuple[Scope, dict[object, Value], ast.Expr]:
        """The body of a template, and what its names and slots mean in it."""
        slots: dict[object, Value] = {}
        bound = self.bound(definition, expr, choose, scope)
        names = {name: slotted(thing, slots) for name, thing in bound.items()}
        for parameter in definition.parameters:
            if parameter.name not in names and parameter.default is not None:
                inner = Scope(names, frozenset(parameter.symbols), worlds=scope.worlds)
                default = self.thing(parameter.default, choose, inner)
                names = {**names, parameter.name: slotted(come(default, "a default"), slots)}
        decided = any(isinstance(t, Value) and DECIDED in t.ways for t in names.values())
        again = (e.name for e in ast.walk(definition.body) if isinstance(e, ast.NameExpr))
        if decided and definition.name in again:
            self.features.add("recursion over what is decided")
        return Scope(names, links=scope.links, worlds=scope.worlds), slots, definition.body

    def cell_use(
        self: Walk,
        definition: ast.Definition,
        expr: ast.NameExpr,
        arguments: Mapping[str, Thing],
        choose: Choose,
        scope: Scope,
    ) -> Module:
        which = (definition.name, self.which(expr.member, choose, scope))
        self.members.setdefault(which)
        for parameter in definition.parameters:
            if parameter.name in arguments:
                value = arguments[parameter.name]
                assert isinstance(value, Value)
                self.widen(definition.name, parameter.name, scope.among(value))
            else:
                self.defaulted.setdefault((definition.name, parameter.name))

        def build(tensor: Tensor, env: Env) -> Tensor:
            cell, state = env[which], tensor.state
            if TRACE not in env:
                env[USES].append(which)
            inner = dict(env)
            for parameter in definition.parameters:
                value = arguments.get(parameter.name) or cell.defaults[parameter.name]
                assert isinstance(value, Value)
                around_it = env if parameter.name in arguments else inner
                slot = (definition.name, "parameter", parameter.name)
                inner[slot] = settled_at(value, state, around_it, env)
            return cell.body.build(tensor, inner)

        return Module(build, links=None if self.linked(definition, set()) else 0)

    def linked(self: Walk, definition: ast.Definition, seen: set[str]) -> bool:
        """Whether a definition, or one that it uses, has a graph before which a chain is cut."""
        seen.add(definition.name)
        parts = list(ast.walk(definition.body))
        graphs = [part for part in parts if isinstance(part, ast.GraphExpr)]
        used = [self.definitions.get(p.name) for p in parts if isinstance(p, ast.NameExpr)]
        return any(len(each.inputs) > 1 or each.inputs[0].every for each in graphs) or any(
            self.linked(each, seen) for each in used if each and each.name not in seen
        )

    def widen(self: Walk, cell: str, parameter: str, among: frozenset[Constant] | None) -> None:
        """Note what a parameter of a cell can be."""
        before = self.open.get((cell, parameter), frozenset())
        self.open[cell, parameter] = None if among is None or before is None else before | among

    def cell(self: Walk, name: str, choose: Choose) -> Cell:
        """One member of a cell: its defaults and its body decide, its parameters stay open.

        A default that no use takes decides nothing.
        """
        definition = self.definitions[name]
        names: dict[str, Thing] = {}
        defaults: dict[str, Value] = {}
        worlds: list[World] = [{}]
        for parameter in definition.parameters:
            if (name, parameter.name) in self.defaulted:
                assert parameter.default is not None
                inner = Scope(dict(names), frozenset(parameter.symbols), worlds=tuple(worlds))
                default = self.value(parameter.default, choose, inner)
                defaults[parameter.name] = default.through("a default")
                self.widen(name, parameter.name, inner.among(default))
            slot = (name, "parameter", parameter.name)
            possible = self.open[name, parameter.name]
            where = None
            if possible is not None:
                where = lambda world, slot=slot: world[slot]  # noqa: E731
                worlds = [{**world, slot: value} for world in worlds for value in possible]
            found = Value(lambda state, env, slot=slot: env[slot], possible, where)
            names[parameter.name] = found.through(DECIDED, "a cell's parameter")
        scope = Scope(names, links=None, worlds=tuple(worlds))
        return Cell(defaults, self.module(definition.body, choose, scope))
