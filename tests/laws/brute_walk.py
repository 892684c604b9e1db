"""A walk over the syntax tree: what expressions stand for, with an oracle's answers as decisions.

Cells are walked by themselves, with their parameters open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from fractions import Fraction

from brute_networks import KINDS, Term, merged, operation
from brute_operations import SIGNATURES, Constant, State
from brute_things import (
    Branches,
    Env,
    Module,
    Thing,
    Value,
    around,
    as_branches,
    as_module,
    computed,
    constant,
    opened,
    plain,
    row,
    slotted,
    spliced,
)

from nasdsl.language import ast

Choose = Callable[[int], int]
Member = tuple[str, int]
USES = "uses"  # where a network being built notes the cells that it uses


@dataclass(frozen=True)
class Cell:
    """A cell as decided: the values of its defaults, and its body."""

    defaults: Mapping[str, Value]
    body: Module


@dataclass(frozen=True)
class Scope:
    """What names mean: parameters, and symbols that go before definitions."""

    names: Mapping[str, Thing] = field(default_factory=dict)
    symbols: frozenset[str] = frozenset()


class Walk:
    def __init__(self, spec: ast.Spec) -> None:
        of = spec.statements
        self.definitions = {s.name: s for s in of if isinstance(s, ast.Definition)}
        self.network = next(s.body for s in of if isinstance(s, ast.Network))
        *space, channels = next(s.sizes for s in of if isinstance(s, ast.Input))
        height, width = (*space, 1, 1)[:2]
        self.input: State = (height, width, channels)
        self.classes = next((s.number for s in of if isinstance(s, ast.Classes)), 0)
        self.reached: set[Member] = set()
        self.kinds: dict[object, type] = {}
        self.features: set[str] = set()

    def module(self, expr: ast.Expr, choose: Choose, scope: Scope) -> Module:
        return as_module(self.thing(expr, choose, scope))

    def value(self, expr: ast.Expr, choose: Choose, scope: Scope) -> Value:
        found = self.thing(expr, choose, scope)
        assert isinstance(found, Value)
        return found

    def number(self, expr: ast.Expr, choose: Choose, scope: Scope) -> int | Fraction:
        settled = self.value(expr, choose, scope).settled
        assert isinstance(settled, int | Fraction)
        return settled

    def thing(self, expr: ast.Expr, choose: Choose, scope: Scope) -> Thing:
        """What an expression stands for; branches where it is branches in any of its arms."""
        found = self._thing(expr, choose, scope)
        mixed = isinstance(found, Module) and isinstance(expr, ast.Choice | ast.Given)
        return as_branches(found) if mixed and self.kind(expr, scope) is Branches else found

    def _thing(self, expr: ast.Expr, choose: Choose, scope: Scope) -> Thing:
        match expr:
            case ast.Number(value):
                return constant(value)
            case ast.Use():
                return self.use(expr, choose, scope)
            case ast.Choice(arms):
                return self.thing(arms[choose(len(arms))], choose, scope)
            case ast.Labelled(label, body):
                found = self.thing(body, choose, scope)
                return replace(found, label=label) if isinstance(found, Module) else found
            case ast.Range():
                return self.range(expr, choose, scope)
            case ast.Sequence(parts):
                return self.sequence(parts, choose, scope)
            case ast.Chain():
                return self.chain(expr, choose, scope)
            case ast.Branches(items):
                return spliced([as_branches(self.thing(i, choose, scope)) for i in items])
            case ast.Given():
                return self.given(expr, choose, scope)
            case ast.Same():
                raise AssertionError("'same' stands where it means nothing")

    def kind(self, expr: ast.Expr, scope: Scope) -> type:
        """`Value`, `Module` or `Branches`, whatever is decided."""
        kinds = {name: type(thing) for name, thing in scope.names.items()}
        key = (id(expr), *kinds.items(), scope.symbols)
        if key not in self.kinds:
            self.kinds[key] = self._kind(expr, kinds, scope.symbols)
        return self.kinds[key]

    def _kind(self, expr: ast.Expr, names: Mapping[str, type], symbols: Set[str]) -> type:
        match expr:
            case ast.Branches():
                return Branches
            case ast.Choice(arms):
                return _widest(self._kind(arm, names, symbols) for arm in arms)
            case ast.Given(_, _, cases):
                return _widest(self._kind(case.body, names, symbols) for case in cases)
            case ast.Labelled(_, body) | ast.Same(body):
                return self._kind(body, names, symbols)
            case ast.Sequence(parts):
                first = self._kind(parts[0], names, symbols)
                return Branches if first is Branches else Module
            case ast.Chain(operands):
                return self._kind(operands[0], names, symbols)
            case ast.Use():
                return self._kind_of_use(expr, names, symbols)
            case _:
                return Value

    def _kind_of_use(self, expr: ast.Use, names: Mapping[str, type], symbols: Set[str]) -> type:
        name, bare = expr.name, expr.arguments is None and expr.member is None
        if name in names and not (bare and name in symbols):
            return names[name]
        if name not in self.definitions or (bare and name in symbols):
            return Module if name in SIGNATURES or not bare else Value
        definition = self.definitions[name]
        if definition.role == "cell":
            return Module
        bound = _bound(expr, [p.name for p in definition.parameters])
        inner: dict[str, type] = {}
        for parameter in definition.parameters:
            given = bound.get(parameter.name)
            declared = set(parameter.symbols)
            if given is not None:
                inner[parameter.name] = self._kind(given, names, symbols | declared)
            elif parameter.default is not None:
                inner[parameter.name] = self._kind(parameter.default, inner, declared)
        return self._kind(definition.body, inner, set())

    # decisions

    def range(self, expr: ast.Range, choose: Choose, scope: Scope) -> Value:
        first = self.number(expr.first, choose, scope)
        last = self.number(expr.last, choose, scope)
        step = self.number(expr.step, choose, scope) if expr.step else 1
        values: list[Constant] = []
        while first <= last:
            values.append(plain(first))
            first += step
        return constant(values[choose(len(values)) if len(values) > 1 else 0])

    def sequence(self, parts: Sequence[ast.Expr], choose: Choose, scope: Scope) -> Thing:
        first = self.thing(parts[0], choose, scope)
        if not isinstance(first, Branches):
            return row([as_module(first), *(self.module(p, choose, scope) for p in parts[1:])])
        for part in parts[1:]:
            first = self.after_each(first, part, choose, scope)
        return first

    def after_each(
        self, before: Branches, part: ast.Expr, choose: Choose, scope: Scope
    ) -> Branches:
        assert before.number is not None
        body = part.body if isinstance(part, ast.Same) else part
        once = self.times(body, before.number, isinstance(part, ast.Same), choose, scope)
        after = [as_module(module) for module in once]

        def at(state: State, env: Env) -> list[Module]:
            pairs = zip(before.at(state, env), after, strict=True)
            return [row(pair) for pair in pairs]

        return Branches(at, before.number)

    def times(
        self, body: ast.Expr, number: int, same: bool, choose: Choose, scope: Scope
    ) -> list[Thing]:
        """What `body` stands for each time: decided anew, or once for all."""
        if same:
            return [self.thing(body, choose, scope)] * number if number else []
        return [self.thing(body, choose, scope) for _ in range(number)]

    def chain(self, expr: ast.Chain, choose: Choose, scope: Scope) -> Thing:
        """Arithmetic on values; repetition of all else, which decides how often first."""
        *before, last = expr.operands
        body = replace(expr, operands=tuple(before)) if len(before) > 1 else before[0]
        kind = self.kind(body, scope)
        if kind is Value:
            left, right = (self.value(side, choose, scope) for side in (body, last))
            return computed(expr.operators[len(before) - 1], left, right)
        often = self.number(last, choose, scope)
        assert isinstance(often, int)
        if not isinstance(last, ast.Number):
            self.features.add("a decided repeat")
        same = isinstance(body, ast.Same)
        things = self.times(body.body if same else body, often, same, choose, scope)
        if kind is Branches:
            return spliced([as_branches(thing) for thing in things])
        return row([as_module(thing) for thing in things])

    def given(self, expr: ast.Given, choose: Choose, scope: Scope) -> Thing:
        self.features.add("a given")
        subject = scope.names[expr.name]
        bodies: dict[Constant | None, ast.Expr] = {case.label: case.body for case in expr.cases}
        key = subject.label if isinstance(subject, Module) else None
        if isinstance(subject, Value):
            key = subject.settled
        if key is not None:
            return self.thing(bodies[key if key in bodies else None], choose, scope)
        assert isinstance(subject, Value)
        possible = subject.possible
        labels = {value if value in bodies else None for value in possible or bodies}
        found = {k: self.thing(b, choose, scope) for k, b in bodies.items() if k in labels}
        return opened(subject, found)

    # names

    def use(self, expr: ast.Use, choose: Choose, scope: Scope) -> Thing:
        name, bare = expr.name, expr.arguments is None and expr.member is None
        if bare and name in scope.symbols:
            return constant(name)
        if name in scope.names:
            return scope.names[name]
        if name in self.definitions:
            return self.defined(self.definitions[name], expr, choose, scope)
        if name in ("height", "width", "channels"):
            index = ("height", "width", "channels").index(name)
            return Value(lambda state, env: state[index], None)
        if name == "classes":
            return constant(self.classes)
        if name in SIGNATURES:
            return self.operation(expr, choose, scope)
        if name in (*KINDS, "merge") and not bare:
            return self.merge(expr, choose, scope)
        return constant(name)

    def operation(self, expr: ast.Use, choose: Choose, scope: Scope) -> Module:
        names = SIGNATURES[expr.name].split()
        bound = _bound(expr, names)
        args = {n: self.value(bound[n], choose, scope) for n in names if n in bound}

        def build(state: State, env: Env) -> Term:
            given = {name: value.at(state, env) for name, value in args.items()}
            return operation(expr.name, given, state)

        return Module(build)

    def merge(self, expr: ast.Use, choose: Choose, scope: Scope) -> Module:
        names = ["kind", "branches", "fit"] if expr.name == "merge" else ["branches", "fit"]
        bound = _bound(expr, names)
        kind = constant(expr.name)
        if "kind" in bound:
            kind = self.value(bound["kind"], choose, scope)
        branches = as_branches(self.thing(bound["branches"], choose, scope))
        fit = self.value(bound["fit"], choose, scope).settled if "fit" in bound else "error"

        def build(state: State, env: Env) -> Term:
            terms = [branch.build(state, env) for branch in branches.at(state, env)]
            return merged(str(kind.at(state, env)), str(fit), terms, state)

        return Module(build)

    def defined(
        self, definition: ast.Definition, expr: ast.Use, choose: Choose, scope: Scope
    ) -> Thing:
        bound = _bound(expr, [p.name for p in definition.parameters])
        arguments: dict[str, Thing] = {}
        for parameter in definition.parameters:
            if parameter.name in bound:
                outer = replace(scope, symbols=scope.symbols | set(parameter.symbols))
                arguments[parameter.name] = self.thing(bound[parameter.name], choose, outer)
        if definition.role == "cell":
            return self.cell_use(definition, expr, arguments, choose, scope)
        slots: dict[object, Value] = {}
        names = {name: slotted(thing, slots) for name, thing in arguments.items()}
        for parameter in definition.parameters:
            if parameter.name not in names and parameter.default is not None:
                inner = Scope(names, frozenset(parameter.symbols))
                default = self.thing(parameter.default, choose, inner)
                names = {**names, parameter.name: slotted(default, slots)}
        return around(self.thing(definition.body, choose, Scope(names)), slots)

    def cell_use(
        self,
        definition: ast.Definition,
        expr: ast.Use,
        arguments: Mapping[str, Thing],
        choose: Choose,
        scope: Scope,
    ) -> Module:
        member = self.number(expr.member, choose, scope) if expr.member else 0
        assert isinstance(member, int)
        which = (definition.name, member)
        self.reached.add(which)

        def build(state: State, env: Env) -> Term:
            cell = env[which]
            env[USES].append(which)
            inner = dict(env)
            for parameter in definition.parameters:
                value = arguments.get(parameter.name) or cell.defaults[parameter.name]
                assert isinstance(value, Value)
                around_it = env if parameter.name in arguments else inner
                inner[definition.name, "parameter", parameter.name] = value.at(state, around_it)
            return cell.body.build(state, inner)

        return Module(build)

    def cell(self, name: str, choose: Choose) -> Cell:
        """One member of a cell: its defaults and its body decide, its parameters stay open."""
        definition = self.definitions[name]
        names: dict[str, Thing] = {}
        defaults: dict[str, Value] = {}
        for parameter in definition.parameters:
            if parameter.default is not None:
                inner = Scope(dict(names), frozenset(parameter.symbols))
                defaults[parameter.name] = self.value(parameter.default, choose, inner)
            slot = (name, "parameter", parameter.name)
            possible = frozenset[Constant](parameter.symbols) if parameter.symbols else None
            names[parameter.name] = Value(lambda state, env, slot=slot: env[slot], possible)
        return Cell(defaults, self.module(definition.body, choose, Scope(names)))


def _widest(kinds: Iterable[type]) -> type:
    """The kind of alternatives: one branch may stand for a module among branches."""
    found = list(kinds)
    return Branches if Branches in found else found[0]


def _bound(expr: ast.Use, names: Sequence[str]) -> dict[str, ast.Expr]:
    arguments = enumerate(expr.arguments or ())
    return {argument.name or names[i]: argument.value for i, argument in arguments}
