"""What an expression is, whatever is decided: a value, a module or branches."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from nasdsl.language import ast
from oracle.meanings import Branches, Module, Value
from oracle.operations import SIGNATURES


def kind_of(
    expr: ast.Expr,
    definitions: Mapping[str, ast.Definition],
    genes: Collection[str],
    names: Mapping[str, type],
    symbols: Set[str],
) -> type:
    """`Value`, `Module` or `Branches`, where these names and symbols are known."""
    kind = _Kinds(definitions, genes).of(expr, names, symbols)
    assert kind is not None
    return kind


def arguments(expr: ast.NameExpr, names: Sequence[str]) -> dict[str, ast.Expr]:
    """The argument for each parameter that has one."""
    found = enumerate(expr.arguments or ())
    return {argument.name or names[i]: argument.value for i, argument in found}


@dataclass
class _Kinds:
    definitions: Mapping[str, ast.Definition]
    genes: Collection[str]
    active: list[str] = field(default_factory=list)  # definitions that are being looked at

    def of(self, expr: ast.Expr, names: Mapping[str, type], symbols: Set[str]) -> type | None:
        """None for a use of a definition within itself, which tells nothing."""
        match expr:
            case ast.Branches():
                return Branches
            case ast.GraphExpr():
                return Module
            case ast.ChoiceExpr(arms):
                return _widest(self.of(arm, names, symbols) for arm in arms)
            case ast.GivenExpr(_, _, cases):
                return _widest(self.of(case.body, names, symbols) for case in cases)
            case ast.Labelled(_, body) | ast.Same(body):
                return self.of(body, names, symbols)
            case ast.SequenceExpr(parts):
                first = self.of(parts[0], names, symbols)
                return Branches if first is Branches else Module
            case ast.Chain(operands):
                return self.of(operands[0], names, symbols)
            case ast.NameExpr():
                return self.of_use(expr, names, symbols)
            case _:
                return Value

    def of_use(
        self, expr: ast.NameExpr, names: Mapping[str, type], symbols: Set[str]
    ) -> type | None:
        name, bare = expr.name, expr.arguments is None and expr.member is None
        if name in names and not (bare and name in symbols):
            return names[name]
        if bare and name in symbols:
            return Value
        if name in self.definitions:
            return self.of_definition(self.definitions[name], expr, names, symbols)
        if name in self.genes or name == "round":
            return Value
        if name in ("pick", "any", "unused"):
            return Branches
        return Module if name in SIGNATURES or not bare else Value

    def of_definition(
        self,
        definition: ast.Definition,
        expr: ast.NameExpr,
        names: Mapping[str, type],
        symbols: Set[str],
    ) -> type | None:
        if definition.role == "cell":
            return Module
        if definition.name in self.active:
            return None
        bound = arguments(expr, [p.name for p in definition.parameters])
        inner: dict[str, type] = {}
        for parameter in definition.parameters:
            given, declared = bound.get(parameter.name), set(parameter.symbols)
            of, known = (parameter.default, inner) if given is None else (given, names)
            around = declared if given is None else symbols | declared
            inner[parameter.name] = (self.of(of, known, around) if of else None) or Value
        self.active.append(definition.name)
        kind = self.of(definition.body, inner, set())
        self.active.pop()
        return kind


def _widest(kinds: Iterable[type | None]) -> type | None:
    """The kind of alternatives: one branch may stand for a module among branches."""
    found = [kind for kind in kinds if kind]
    return Branches if Branches in found else next(iter(found), None)
