"""A walk over the syntax tree: what expressions stand for, with an oracle's answers as decisions.

Cells are walked by themselves, with their parameters open; genes are walked before all else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from nasdsl.language import ast
from oracle.definitions import Definitions
from oracle.graphs import all_earlier, graph, named
from oracle.kinds import arguments, kind_of
from oracle.meanings import (
    DECIDED,
    Branches,
    Env,
    Module,
    Thing,
    Value,
    as_branches,
    as_module,
    come,
    computed,
    constant,
    opened,
    plain,
    row,
    spliced,
)
from oracle.names import Uses
from oracle.operations import SIGNATURES, Constant, State
from oracle.picks import Picks
from oracle.scope import Choose, Member, Scope


class Walk(Picks, Uses, Definitions):
    def __init__(self, spec: ast.Spec) -> None:
        of = spec.statements
        self.definitions = {s.name: s for s in of if isinstance(s, ast.Definition)}
        self.bodies = {s.name: s.body for s in of if isinstance(s, ast.GeneStatement)}
        self.defaults = {
            (use.name, name): value
            for s in of
            if isinstance(s, ast.Defaults)
            for use in s.operations
            for name, value in arguments(use, SIGNATURES[use.name].split()).items()
        }
        self.network = next(s.body for s in of if isinstance(s, ast.NetworkStatement))
        *space, channels = next(s.sizes for s in of if isinstance(s, ast.Input))
        height, width = (*space, 1, 1)[:2]
        self.input: State = (height, width, channels)
        self.classes = next((s.number for s in of if isinstance(s, ast.Classes)), 0)
        self.members: dict[Member, None] = {}  # of cells
        self.needed: dict[Member, None] = {}  # of genes
        self.open: dict[tuple[str, str], frozenset[Constant] | None] = {}  # parameters of cells
        self.defaulted: dict[tuple[str, str], None] = {}  # those that a use leaves out
        self.genes: dict[Member, Value] = {}
        self.kinds: dict[object, type] = {}
        self.features: set[str] = set()

    def module(self, expr: ast.Expr, choose: Choose, scope: Scope) -> Module:
        return as_module(self.thing(expr, choose, scope))

    def value(self, expr: ast.Expr, choose: Choose, scope: Scope) -> Value:
        found = self.thing(expr, choose, scope)
        assert isinstance(found, Value)
        return found

    def number(self, expr: ast.Expr, choose: Choose, scope: Scope) -> int | Fraction:
        value = self.value(expr, choose, scope)
        self.note(value)
        settled = value.settled
        assert isinstance(settled, int | Fraction)
        return settled

    def thing(self, expr: ast.Expr, choose: Choose, scope: Scope) -> Thing:
        """What an expression stands for; branches where it is branches in any of its arms."""
        found = self._thing(expr, choose, scope)
        mixed = isinstance(found, Module) and isinstance(expr, ast.ChoiceExpr | ast.GivenExpr)
        return as_branches(found) if mixed and self.kind(expr, scope) is Branches else found

    def _thing(self, expr: ast.Expr, choose: Choose, scope: Scope) -> Thing:
        match expr:
            case ast.NumberLiteral(value):
                return constant(value)
            case ast.NameExpr():
                return self.use(expr, choose, scope)
            case ast.ChoiceExpr(arms):
                return come(self.thing(arms[choose(len(arms))], choose, scope), DECIDED)
            case ast.Labelled(label, body):
                found = self.thing(body, choose, scope)
                return replace(found, label=label) if isinstance(found, Module) else found
            case ast.Range():
                return self.range(expr, choose, scope)
            case ast.SequenceExpr(parts):
                return self.sequence(parts, choose, scope)
            case ast.Chain():
                return self.chain(expr, choose, scope)
            case ast.Branches(items):
                return spliced([as_branches(self.thing(i, choose, scope.anew())) for i in items])
            case ast.GraphExpr():
                return self.graph(expr, choose, scope)
            case ast.GivenExpr():
                return self.given(expr, choose, scope)
            case ast.Same():
                raise AssertionError("'same' stands where it means nothing")

    def kind(self, expr: ast.Expr, scope: Scope) -> type:
        """`Value`, `Module` or `Branches`, whatever is decided."""
        kinds = {name: type(thing) for name, thing in scope.names.items()}
        key = (id(expr), *kinds.items(), scope.symbols)
        if key not in self.kinds:
            self.kinds[key] = kind_of(expr, self.definitions, self.bodies, kinds, scope.symbols)
        return self.kinds[key]

    # decisions

    def range(self, expr: ast.Range, choose: Choose, scope: Scope) -> Value:
        first = self.number(expr.first, choose, scope)
        last = self.number(expr.last, choose, scope)
        step = self.number(expr.step, choose, scope) if expr.step else 1
        values: list[Constant] = []
        while first <= last:
            values.append(plain(first))
            first += step
        found = constant(values[choose(len(values)) if len(values) > 1 else 0])
        return found.through(DECIDED) if len(values) > 1 else found

    def sequence(self, parts: Sequence[ast.Expr], choose: Choose, scope: Scope) -> Thing:
        first = self.thing(parts[0], choose, scope)
        if isinstance(first, Branches):
            for part in parts[1:]:
                first = self.after_each(first, part, choose, scope.anew())
            return first
        modules = [as_module(first)]
        for part in parts[1:]:
            scope = scope.behind(modules[-1])
            modules.append(self.module(part, choose, scope))
        return row(modules)

    def after_each(
        self, before: Branches, part: ast.Expr, choose: Choose, scope: Scope
    ) -> Branches:
        if self.takes_names(part, scope):
            self.features.add("a name behind branches")
        same = isinstance(part, ast.Same) or before.number is None  # then nothing is decided
        body = part.body if isinstance(part, ast.Same) else part
        number = 1 if before.number is None else before.number
        times = 1 if same else number
        found = [as_module(self.thing(body, choose, scope)) for _ in range(times if number else 0)]
        once = found * number if same else found

        def at(state: State, env: Env) -> list[Module]:
            branches = before.at(state, env)
            after = once if before.number is not None else once * len(branches)
            return [row(pair) for pair in zip(branches, after, strict=True)]

        return Branches(at, before.number)

    def times(
        self, body: ast.Expr, number: int, same: bool, choose: Choose, scope: Scope
    ) -> list[Thing]:
        """What `body` stands for each time: decided anew, or once for all."""
        if same:
            return [self.thing(body, choose, scope)] * number if number else []
        things: list[Thing] = []
        for _ in range(number):
            things.append(self.thing(body, choose, scope))
            if isinstance(things[-1], Module):
                scope = scope.behind(things[-1])
        return things

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
        if not isinstance(last, ast.NumberLiteral):
            self.features.add("a decided repeat")
        if isinstance(last, ast.NameExpr) and last.name in self.bodies:
            self.features.add("a gene that steers")
        if often > 1 and self.takes_names(body, scope):
            self.features.add("a name that is repeated")
        same = isinstance(body, ast.Same)
        things = self.times(body.body if same else body, often, same, choose, scope)
        if kind is Branches:
            return spliced([as_branches(thing) for thing in things])
        return row([as_module(thing) for thing in things])

    def takes_names(self, expr: ast.Expr, scope: Scope) -> bool:
        """Whether an expression takes a tensor that a graph around it names."""
        used = (scope.names.get(e.name) for e in ast.walk(expr) if isinstance(e, ast.NameExpr))
        return any(isinstance(thing, Module) and thing.names for thing in used)

    def given(self, expr: ast.GivenExpr, choose: Choose, scope: Scope) -> Thing:
        self.features.add("a given")
        subject = self.subject(expr, choose, scope)
        self.note(subject)
        body = self.followed(expr, subject, scope)
        ways = subject.ways if isinstance(subject, Value) else frozenset[str]()
        if body is not None:
            return come(self.thing(body, choose, scope), "given", *ways)
        assert isinstance(subject, Value)
        cases = self.open_cases(expr, subject, scope)
        found = opened(subject, {k: self.thing(b, choose, inner) for k, b, inner in cases})
        return come(found, "given", *ways)

    def note(self, followed: Thing) -> None:
        """Note by which ways a value came that is followed, if it depends on a decision."""
        if isinstance(followed, Value) and DECIDED in followed.ways:
            ways = followed.ways - {DECIDED}
            self.features |= {f"followed through {way}" for way in ways}

    def open_cases(
        self, expr: ast.GivenExpr, subject: Value, scope: Scope
    ) -> list[tuple[Constant | None, ast.Expr, Scope]]:
        """The cases that uses of a cell can take, and what is known in them."""
        where = subject.where
        assert where is not None
        labels = {case.label for case in expr.cases}
        found: list[tuple[Constant | None, ast.Expr, Scope]] = []
        for case in expr.cases:
            leading = [
                world
                for world in scope.worlds
                if (where(world) if where(world) in labels else None) == case.label
            ]
            if leading:
                found.append((case.label, case.body, replace(scope, worlds=tuple(leading))))
        return found

    def subject(self, expr: ast.GivenExpr, choose: Choose, scope: Scope) -> Thing:
        if expr.name in scope.names:
            return scope.names[expr.name]
        self.features.add("a gene that steers")
        return self.gene(expr.name, self.which(expr.member, choose, scope), choose)

    def followed(self, expr: ast.GivenExpr, subject: Thing, scope: Scope) -> ast.Expr | None:
        """The case that is taken; None if each use of a cell says it."""
        bodies: dict[Constant | None, ast.Expr] = {case.label: case.body for case in expr.cases}
        key = subject.label if isinstance(subject, Module) else None
        if isinstance(subject, Value):
            among = scope.among(subject) or ()
            key = next(iter(among)) if len(among) == 1 else None
        return None if key is None else bodies[key if key in bodies else None]

    # graphs

    def graph(self, expr: ast.GraphExpr, choose: Choose, scope: Scope) -> Module:
        self.features.add("a graph")
        singles = [entry.name for entry in expr.inputs if not entry.every]
        all_names = [entry.name for entry in expr.inputs if entry.every]
        inner, tokens = scope.anew(), {entry.name: object() for entry in expr.inputs}
        names: dict[str, Thing] = {name: _tensor(tokens[name]) for name in singles}
        for name in all_names:
            assert scope.links is not None
            number = max(0, scope.links + 1 - len(singles))
            names[name] = all_earlier(tokens[name], number)
            self.features |= {"a chain of all earlier ones"} if number else set()
        inner = replace(inner, names={**inner.names, **names})
        bindings: dict[object, Module] = {}
        for binding in expr.bindings:
            token = object()
            bindings[token] = self.module(binding.body, choose, inner)
            inner = replace(inner, names={**inner.names, binding.name: _tensor(token)})
        result = self.module(expr.result, choose, inner)
        every = tokens[all_names[0]] if all_names else None
        return graph([tokens[name] for name in singles], every, bindings, result)


def _tensor(token: object) -> Module:
    return named(lambda env: env[token])
