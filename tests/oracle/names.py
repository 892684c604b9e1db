"""What a name stands for: a parameter, a symbol, a gene, an operation or a merge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nasdsl.language import ast
from oracle.graphs import DRY
from oracle.kinds import arguments
from oracle.meanings import (
    TRACE,
    Env,
    Module,
    Thing,
    Value,
    apart,
    as_branches,
    computed,
    constant,
)
from oracle.merges import MERGES
from oracle.networks import Tensor, adapted, merged, operation
from oracle.operations import SIGNATURES
from oracle.picks import TAKERS
from oracle.scope import Choose, Scope

if TYPE_CHECKING:
    from oracle.walk import Walk


class Uses:
    """The part of a walk that knows names."""

    def use(self: Walk, expr: ast.NameExpr, choose: Choose, scope: Scope) -> Thing:
        name, bare = expr.name, expr.arguments is None and expr.member is None
        if bare and name in scope.symbols:
            return constant(name)
        if name in scope.names:
            return scope.names[name]
        if name in self.definitions:
            return self.defined(self.definitions[name], expr, choose, scope)
        if name in self.bodies:
            return self.gene(name, self.which(expr.member, choose, scope), choose)
        if name in ("height", "width", "channels"):
            index = ("height", "width", "channels").index(name)
            return Value(lambda state, env: state[index], None)
        if name == "classes":
            return constant(self.classes)
        if name in SIGNATURES:
            return self.operation(expr, choose, scope)
        if name in (*MERGES, "merge") and not bare:
            return self.merge(expr, choose, scope)
        if name in TAKERS and not bare:
            return self.taken(expr, choose, scope)
        if name == "round" and not bare:
            value, to = arguments(expr, ["value", "to"]).values()
            sides = self.value(value, choose, scope), self.value(to, choose, scope)
            return computed("round", *sides)
        return constant(name)

    def gene(self: Walk, name: str, number: int, choose: Choose) -> Value:
        """The value of a gene, decided where it is first asked for."""
        which = (name, number)
        if which not in self.genes:
            found = self.value(self.bodies[name], choose, Scope())
            self.genes[which] = found.through("a gene")
        self.needed.setdefault(which)
        return self.genes[which]

    def which(self: Walk, member: ast.Expr | None, choose: Choose, scope: Scope) -> int:
        """A member of a family; 0 of what is none."""
        return int(self.number(member, choose, scope)) if member else 0

    def operation(self: Walk, expr: ast.NameExpr, choose: Choose, scope: Scope) -> Module:
        names = SIGNATURES[expr.name].split()
        if expr.name == "fit" and expr.arguments and expr.arguments[0].name is None:
            return self.fit_to(expr.arguments[0].value, choose, scope)
        bound = arguments(expr, names)
        args = {n: self.value(bound[n], choose, scope) for n in names if n in bound}
        for (name, key), value in self.defaults.items():
            if name == expr.name and key not in args:
                args[key] = self.value(value, choose, Scope())

        def build(tensor: Tensor, env: Env) -> Tensor:
            if TRACE in env:
                return DRY
            given = {name: value.at(tensor.state, env) for name, value in args.items()}
            return operation(expr.name, given, tensor)

        return Module(build)

    def fit_to(self: Walk, expr: ast.Expr, choose: Choose, scope: Scope) -> Module:
        like = self.module(expr, choose, scope)

        def build(tensor: Tensor, env: Env) -> Tensor:
            return DRY if TRACE in env else adapted(tensor, like.build(tensor, env).state)

        return Module(build)

    def merge(self: Walk, expr: ast.NameExpr, choose: Choose, scope: Scope) -> Module:
        names = ["kind", "branches", "fit"] if expr.name == "merge" else ["branches", "fit"]
        bound = arguments(expr, names)
        kind = constant(expr.name)
        if "kind" in bound:
            kind = self.value(bound["kind"], choose, scope)
        branches = as_branches(self.thing(bound["branches"], choose, scope.anew()))
        fit = self.value(bound["fit"], choose, scope).settled if "fit" in bound else "error"

        def build(tensor: Tensor, env: Env) -> Tensor:
            each = [apart(branch) for branch in branches.at(tensor.state, env)]
            outputs = [branch.build(tensor, env) for branch in each]
            if TRACE in env:
                return DRY
            return merged(str(kind.at(tensor.state, env)), str(fit), outputs, tensor)

        return Module(build)
