"""A walk over the syntax tree: what expressions stand for, with an oracle's answers as decisions.

Cells are walked by themselves, with their parameters open; genes are walked before all else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import combinations

from brute_graphs import DRY, all_earlier, graph, named, unused
from brute_kinds import arguments, kind_of
from brute_networks import KINDS, Tensor, adapted, merged, operation
from brute_operations import SIGNATURES, Constant, State
from brute_things import (
    TRACE,
    Branches,
    Env,
    Module,
    Thing,
    Value,
    after,
    apart,
    around,
    as_branches,
    as_module,
    computed,
    constant,
    nth,
    opened,
    plain,
    row,
    settled_at,
    slotted,
    spliced,
)

from nasdsl.language import ast

Choose = Callable[[int], int]
Member = tuple[str, int]
USES = "uses"  # where a network being built notes the cells that it uses
TAKERS = {"pick": ["number", "branches"], "any": ["branches"], "unused": ["branches"]}


@dataclass(frozen=True)
class Cell:
    """A cell as decided: the values of its defaults, and its body."""

    defaults: Mapping[str, Value]
    body: Module


@dataclass(frozen=True)
class Scope:
    """What names mean: parameters, and symbols that go before definitions.

    `links` is how many links the chain has here, None where uses of a cell say it.
    """

    names: Mapping[str, Thing] = field(default_factory=dict)
    symbols: frozenset[str] = frozenset()
    links: int | None = 0

    def anew(self) -> Scope:
        """Where a chain begins."""
        return replace(self, links=0)

    def behind(self, module: Module) -> Scope:
        return replace(self, links=after(self.links, module.links))


class Walk:
    def __init__(self, spec: ast.Spec) -> None:
        of = spec.statements
        self.definitions = {s.name: s for s in of if isinstance(s, ast.Definition)}
        self.bodies = {s.name: s.body for s in of if isinstance(s, ast.Gene)}
        self.defaults = {
            (use.name, name): value
            for s in of
            if isinstance(s, ast.Defaults)
            for use in s.operations
            for name, value in arguments(use, SIGNATURES[use.name].split()).items()
        }
        self.network = next(s.body for s in of if isinstance(s, ast.Network))
        *space, channels = next(s.sizes for s in of if isinstance(s, ast.Input))
        height, width = (*space, 1, 1)[:2]
        self.input: State = (height, width, channels)
        self.classes = next((s.number for s in of if isinstance(s, ast.Classes)), 0)
        self.members: dict[Member, None] = {}  # of cells
        self.needed: dict[Member, None] = {}  # of genes
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
                return spliced([as_branches(self.thing(i, choose, scope.anew())) for i in items])
            case ast.Graph():
                return self.graph(expr, choose, scope)
            case ast.Given():
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
        return constant(values[choose(len(values)) if len(values) > 1 else 0])

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
        if not isinstance(last, ast.Number):
            self.features.add("a decided repeat")
        if isinstance(last, ast.Use) and last.name in self.bodies:
            self.features.add("a gene that steers")
        same = isinstance(body, ast.Same)
        things = self.times(body.body if same else body, often, same, choose, scope)
        if kind is Branches:
            return spliced([as_branches(thing) for thing in things])
        return row([as_module(thing) for thing in things])

    def given(self, expr: ast.Given, choose: Choose, scope: Scope) -> Thing:
        self.features.add("a given")
        subject = self.subject(expr, choose, scope)
        body = self.followed(expr, subject)
        if body is not None:
            return self.thing(body, choose, scope)
        assert isinstance(subject, Value)
        cases = self.open_cases(expr, subject)
        return opened(subject, {k: self.thing(b, choose, scope) for k, b in cases.items()})

    def open_cases(self, expr: ast.Given, subject: Value) -> dict[Constant | None, ast.Expr]:
        """The cases that uses of a cell can take."""
        bodies: dict[Constant | None, ast.Expr] = {case.label: case.body for case in expr.cases}
        labels = {value if value in bodies else None for value in subject.possible or bodies}
        return {label: body for label, body in bodies.items() if label in labels}

    def subject(self, expr: ast.Given, choose: Choose, scope: Scope) -> Thing:
        if expr.name in scope.names:
            return scope.names[expr.name]
        self.features.add("a gene that steers")
        return self.gene(expr.name, self.which(expr.member, choose, scope), choose)

    def followed(self, expr: ast.Given, subject: Thing) -> ast.Expr | None:
        """The case that is taken; None if each use of a cell says it."""
        bodies: dict[Constant | None, ast.Expr] = {case.label: case.body for case in expr.cases}
        key = subject.label if isinstance(subject, Module) else None
        if isinstance(subject, Value):
            key = subject.settled
        return None if key is None else bodies[key if key in bodies else None]

    # picks

    def pick(self, expr: ast.Use, choose: Choose, scope: Scope) -> list[Callable[[], Thing]]:
        """The branches that are taken, yet to be decided."""
        self.features.add("a pick")
        *number, branches = arguments(expr, TAKERS[expr.name]).values()
        often = self.number(number[0], choose, scope) if number else None
        if number and isinstance(number[0], ast.Use) and number[0].name in self.bodies:
            self.features.add("a gene that steers")
        each = self.each(branches, choose, scope.anew())
        sizes = range(len(each) + 1) if often is None else [often]
        subsets = [taken for size in sizes for taken in combinations(each, int(size))]
        return list(subsets[choose(len(subsets))])

    def each(self, expr: ast.Expr, choose: Choose, scope: Scope) -> list[Callable[[], Thing]]:
        """Branches one by one, each yet to be decided; what they share is decided now."""
        match expr:
            case ast.Branches(items):
                found = [self.each(item, choose, scope.anew()) for item in items]
                return [branch for item in found for branch in item]
            case _ if self.kind(expr, scope) is not Branches:
                return [lambda: self.thing(expr, choose, scope)]
            case ast.Sequence(parts):
                branches = self.each(parts[0], choose, scope)
                for part in parts[1:]:
                    branches = self.each_after(branches, part, choose, scope.anew())
                return branches
            case ast.Chain((*before, times)) if not isinstance(before[0], ast.Same):
                body = replace(expr, operands=tuple(before)) if len(before) > 1 else before[0]
                often = self.number(times, choose, scope)
                found = [self.each(body, choose, scope) for _ in range(int(often))]
                return [branch for item in found for branch in item]
            case ast.Choice(arms):
                return self.each(arms[choose(len(arms))], choose, scope)
            case ast.Labelled(_, body):
                return self.each(body, choose, scope)
            case ast.Given():
                return self.each_followed(expr, choose, scope)
            case ast.Use(name) if name in ("pick", "any"):
                return self.pick(expr, choose, scope)
            case ast.Use(name) if name in self.definitions and name not in scope.names:
                inner, slots, body = self.entered(self.definitions[name], expr, choose, scope)
                found = self.each(body, choose, inner)
                return [lambda b=branch: around(b(), slots) for branch in found]
            case _:
                pass
        whole = as_branches(self.thing(expr, choose, scope))
        assert whole.number is not None
        return [lambda i=i: nth(whole, i) for i in range(whole.number)]

    def each_followed(
        self, expr: ast.Given, choose: Choose, scope: Scope
    ) -> list[Callable[[], Thing]]:
        """Of a case that is taken; where each use of a cell says which, all cases decide."""
        subject = self.subject(expr, choose, scope)
        body = self.followed(expr, subject)
        if body is not None:
            return self.each(body, choose, scope)
        assert isinstance(subject, Value)
        cases = self.open_cases(expr, subject)
        found = {label: self.each(body, choose, scope) for label, body in cases.items()}

        def at(number: int) -> Thing:
            return opened(subject, {label: each[number]() for label, each in found.items()})

        return [lambda i=i: at(i) for i in range(len(next(iter(found.values()))))]

    def each_after(
        self, before: Sequence[Callable[[], Thing]], part: ast.Expr, choose: Choose, scope: Scope
    ) -> list[Callable[[], Thing]]:
        once = self.module(part.body, choose, scope) if isinstance(part, ast.Same) else None

        def both(branch: Callable[[], Thing]) -> Module:
            first = as_module(branch())
            return row([first, once or self.module(part, choose, scope)])

        return [lambda b=branch: both(b) for branch in before]

    # graphs

    def graph(self, expr: ast.Graph, choose: Choose, scope: Scope) -> Module:
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

    # names

    def use(self, expr: ast.Use, choose: Choose, scope: Scope) -> Thing:
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
        if name in (*KINDS, "merge") and not bare:
            return self.merge(expr, choose, scope)
        if name in TAKERS and not bare:
            return self.taken(expr, choose, scope)
        if name == "round" and not bare:
            value, to = arguments(expr, ["value", "to"]).values()
            sides = self.value(value, choose, scope), self.value(to, choose, scope)
            return computed("round", *sides)
        return constant(name)

    def taken(self, expr: ast.Use, choose: Choose, scope: Scope) -> Branches:
        if expr.name == "unused":
            self.features.add("what is unused")
            (branches,) = arguments(expr, TAKERS["unused"]).values()
            return unused(as_branches(self.thing(branches, choose, scope.anew())))
        return spliced([as_branches(b()) for b in self.pick(expr, choose, scope)])

    def gene(self, name: str, number: int, choose: Choose) -> Value:
        """The value of a gene, decided where it is first asked for."""
        which = (name, number)
        if which not in self.genes:
            self.genes[which] = self.value(self.bodies[name], choose, Scope())
        self.needed.setdefault(which)
        return self.genes[which]

    def which(self, member: ast.Expr | None, choose: Choose, scope: Scope) -> int:
        """A member of a family; 0 of what is none."""
        return int(self.number(member, choose, scope)) if member else 0

    def operation(self, expr: ast.Use, choose: Choose, scope: Scope) -> Module:
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

    def fit_to(self, expr: ast.Expr, choose: Choose, scope: Scope) -> Module:
        like = self.module(expr, choose, scope)

        def build(tensor: Tensor, env: Env) -> Tensor:
            return DRY if TRACE in env else adapted(tensor, like.build(tensor, env).state)

        return Module(build)

    def merge(self, expr: ast.Use, choose: Choose, scope: Scope) -> Module:
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

    def defined(
        self, definition: ast.Definition, expr: ast.Use, choose: Choose, scope: Scope
    ) -> Thing:
        if definition.role == "cell":
            bound = self.bound(definition, expr, choose, scope)
            return self.cell_use(definition, expr, bound, choose, scope)
        inner, slots, body = self.entered(definition, expr, choose, scope)
        return around(self.thing(body, choose, inner), slots)

    def bound(
        self, definition: ast.Definition, expr: ast.Use, choose: Choose, scope: Scope
    ) -> dict[str, Thing]:
        """The arguments of a use, decided."""
        bound = arguments(expr, [p.name for p in definition.parameters])
        found: dict[str, Thing] = {}
        for parameter in definition.parameters:
            if parameter.name in bound:
                outer = replace(scope, symbols=scope.symbols | set(parameter.symbols))
                found[parameter.name] = self.thing(bound[parameter.name], choose, outer)
        return found

    def entered(
        self, definition: ast.Definition, expr: ast.Use, choose: Choose, scope: Scope
    ) -> tuple[Scope, dict[object, Value], ast.Expr]:
        """The body of a template, and what its names and slots mean in it."""
        slots: dict[object, Value] = {}
        bound = self.bound(definition, expr, choose, scope)
        names = {name: slotted(thing, slots) for name, thing in bound.items()}
        for parameter in definition.parameters:
            if parameter.name not in names and parameter.default is not None:
                inner = Scope(names, frozenset(parameter.symbols))
                default = self.thing(parameter.default, choose, inner)
                names = {**names, parameter.name: slotted(default, slots)}
        return Scope(names, links=scope.links), slots, definition.body

    def cell_use(
        self,
        definition: ast.Definition,
        expr: ast.Use,
        arguments: Mapping[str, Thing],
        choose: Choose,
        scope: Scope,
    ) -> Module:
        which = (definition.name, self.which(expr.member, choose, scope))
        self.members.setdefault(which)

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

    def linked(self, definition: ast.Definition, seen: set[str]) -> bool:
        """Whether a definition, or one that it uses, has a graph before which a chain is cut."""
        seen.add(definition.name)
        parts = list(ast.walk(definition.body))
        graphs = [part for part in parts if isinstance(part, ast.Graph)]
        used = [self.definitions.get(p.name) for p in parts if isinstance(p, ast.Use)]
        return any(len(each.inputs) > 1 or each.inputs[0].every for each in graphs) or any(
            self.linked(each, seen) for each in used if each and each.name not in seen
        )

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
        return Cell(defaults, self.module(definition.body, choose, Scope(names, links=None)))


def _tensor(token: object) -> Module:
    return named(lambda env: env[token])
