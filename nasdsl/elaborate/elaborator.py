"""The elaborator: the state of turning one spec into a space, and the errors in that spec.

A wrong expression is reported once; its uses are not reported, so that one run lists all errors.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable, Mapping, Set
from collections.abc import Sequence as Many
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from itertools import islice, takewhile

from nasdsl import limits
from nasdsl.elaborate.faults import Exhausted, Fault, circle
from nasdsl.elaborate.known_names import LISTED, suggestion
from nasdsl.elaborate.nesting import Nesting
from nasdsl.elaborate.scope import Scope, holds_cell
from nasdsl.errors import Diagnostic
from nasdsl.language import ast
from nasdsl.ops import ADD, OPERATIONS, Op
from nasdsl.source import Source, Span
from nasdsl.space.ir import (
    Const,
    Kind,
    Merge,
    Node,
)  # fmt: skip
from nasdsl.space.model import PlacedNode, placed_constant
from nasdsl.space.possible import Condition, Possible
from nasdsl.space.values import Domain, refs, widths

MISPLACED = (
    "'same' stands only before what is repeated, or after branches ->",
    "for example: same conv(3) * 2, or [a, b] -> same conv(3)",
)
ONE: Domain = frozenset([1])
NONE: Domain = frozenset([0])
TOLD = 3  # uses that led to what is wrong


Form = Callable[["Elaborator", ast.Expr, Scope], PlacedNode]


@dataclass(frozen=True, slots=True)
class Body:
    """The body of a definition other than a cell, made for one use and kept for equal ones.

    Args:
        placed: the node of the body.
        uses: how many uses of definitions the body contains, those in their bodies included.
        height: how many levels of expressions and of bodies of definitions are nested in it.
    """

    placed: PlacedNode
    uses: int
    height: int


class Elaborator:
    """Turns expressions into placed nodes, and collects errors.

    Args:
        definitions, genes: the definitions and genes of the spec, by name.
        classes: the number of classes, if the spec states it.
        added: operations beside those of the vocabulary, by name.
        missing: words of statements that could not be parsed; a use of such a name is not an error.
        linked: the names of definitions with a graph of several inputs, which cuts a chain.
        form: elaborates an expression by its form, calling the elaborator for subexpressions.
    """

    def __init__(
        self,
        definitions: dict[str, ast.Definition],
        genes: dict[str, ast.GeneStatement],
        classes: int | None,
        *,
        added: Mapping[str, Op],
        missing: frozenset[str],
        linked: Set[str],
        form: Form,
    ) -> None:
        self.definitions = definitions
        self.operations = {**OPERATIONS, **added}
        self.genes = genes
        self.classes = classes
        self.missing = missing
        self.linked = linked
        self._form = form
        self.defaults: dict[
            tuple[Source, str], dict[str, PlacedNode]
        ] = {}  # of operations, by file
        self.decided: dict[str, PlacedNode] = {}  # genes that are looked at, by slot
        self.needed: set[str] = set()  # those of them that a genotype reaches
        self.errors: list[Diagnostic] = []
        self.possible = Possible()
        self.reached = True  # by a genotype, as far as conditions tell
        self.per_use: set[str] = set()  # slots that each use of a cell binds to something else
        self.cells: dict[str, PlacedNode] = {}
        self.members: dict[str, set[int]] = {}
        self.defaulted: dict[str, set[str]] = {}  # the parameters that uses of cells leave out
        self.cell_uses: dict[str, dict[str, Span]] = {}
        self.active: list[str] = []
        self.trail: list[tuple[ast.Definition, Span]] = []  # uses of templates, outer ones first
        self.near: dict[Span, tuple[str, ...]] = {}  # parameters known where a symbol stands
        self.growth: dict[object, int | None] = {}  # links that modules add to their chains
        self.links: dict[str, int | None] = {}  # the same of modules that slots are bound to
        self.seen: set[str] = set()  # definitions whose bodies were looked at
        self.calls: list[Hashable] = []  # of the templates that are written out, outer ones first
        self.constants: dict[Hashable, PlacedNode] = {}  # what calls come to
        self.bodies: dict[Hashable, Body] = {}  # of calls that nothing around them changes
        self.uses = 0
        self.nesting = Nesting()  # of expressions, and of the bodies of templates in them

    # what the uses of a cell amount to

    @contextmanager
    def where(self, condition: Condition) -> Generator[None]:
        """A context for elaborating text that networks use only where a condition holds.

        If the condition can never hold, cells that are used inside the context do not count as
        used.

        Args:
            condition: that a node has certain values, labels or numbers of branches.
        """
        if not condition.never(self.possible.of(condition.node)):
            with self.possible.under(condition):
                yield
            return
        reached, self.reached = self.reached, False
        try:
            yield
        finally:
            self.reached = reached

    @contextmanager
    def apart(self, bound: dict[str, Node]) -> Generator[None]:
        """A context in which slots and conditions around are not known, but only these slots.

        Args:
            bound: the slots that are known inside the context, each with the node bound to it.
        """
        around = self.possible, self.trail
        self.possible, self.trail = Possible(bound), []
        try:
            yield
        finally:
            self.possible, self.trail = around

    def body(self, call: Hashable, write: Callable[[], PlacedNode]) -> PlacedNode:
        """The body of a use without arguments; equal uses share one result.

        A result is shared if it has no error and depends neither on slots nor on cells. Where
        sharing would exceed a limit, the body is elaborated anew, so that the error gets a place.

        Args:
            call: a key that is equal for uses with equal bodies.
            write: a function that elaborates the body.
        """
        known = self.bodies.get(call)
        if known and self._within_limits(known):
            self.uses += known.uses
            return known.placed
        uses, errors = self.uses, len(self.errors)
        placed, height = self.nesting.measured(write)
        if len(self.errors) == errors and not refs(placed.node) and not holds_cell(placed.node):
            self.bodies[call] = Body(placed, self.uses - uses, height)
        return placed

    def _within_limits(self, body: Body) -> bool:
        deep = self.nesting.depth + body.height > limits.DEPTH
        return not deep and self.uses + body.uses <= limits.USES

    def count_use(self, span: Span) -> None:
        """Count a use of a definition at `span`, of which at most `limits.USES` are allowed.

        Raises:
            Exhausted: there are more uses than allowed.
        """
        self.uses += 1
        if self.uses > limits.USES:
            message = f"written out, the spec uses definitions more than {limits.USES:,} times"
            raise Exhausted("E505", span, message)

    def happens(self, number: PlacedNode) -> AbstractContextManager[None]:
        """A context for elaborating a body that is repeated, or branches that are taken.

        In it, the condition holds that this happens at least once.

        Args:
            number: the value that says how often the body is repeated, or how many branches are
                taken.
        """
        return self.where(Condition(number.node, NONE, excluded=True))

    def reach(self, cell: str, members: Domain, span: Span) -> None:
        """Record that networks can use some members of a cell, whose body is elaborated then.

        Args:
            cell: the name of the cell.
            members: the numbers of the members.
            span: the place of the use.
        """
        if not self.reached:
            return
        numbers = {number for number in members if isinstance(number, int)}
        self.members.setdefault(cell, set()).update(numbers)
        if self.active:
            self.cell_uses.setdefault(self.active[0], {}).setdefault(cell, span)

    def widen(self, cell: str, slot: str, domain: Domain | None) -> None:
        """Record values that a parameter of a cell has at one use of the cell.

        If another use has not had them, the cell's body is elaborated again, for all values
        together.

        Args:
            cell: the name of the cell.
            slot: the slot of the parameter.
            domain: the values; None if they depend on a tensor.
        """
        before = self.possible.open.get(slot, frozenset())
        after = None if before is None or domain is None else before | domain
        if self.reached and after != before:
            self.possible.open[slot] = after
            self.cells.pop(cell, None)

    def use_default(self, cell: str, parameter: str) -> None:
        """Record that a use of a cell leaves a parameter at its default.

        Args:
            cell: the name of the cell.
            parameter: the name of the parameter.
        """
        known = self.defaulted.setdefault(cell, set())
        if self.reached and parameter not in known:
            known.add(parameter)
            self.cells.pop(cell, None)

    def check_circles(self) -> None:
        """Report each circle of cells that use one another."""
        with suppress(CycleError):
            TopologicalSorter(self.cell_uses).prepare()
            return
        reported = set[str]()
        for start in self.cell_uses:
            way = self._way(start)
            if way and reported.isdisjoint(way):
                reported.update(way)
                self.report("E208", self.cell_uses[start][way[1]], circle(way))

    def _way(self, cell: str) -> list[str]:
        """The shortest way from a cell to itself, by what uses what; none if there is none."""
        ways, reached = [[cell]], set[str]()
        for way in ways:
            for name in self.cell_uses.get(way[-1], {}):
                if name == cell:
                    return [*way, name]
                if name not in reached:
                    reached.add(name)
                    ways.append([*way, name])
        return []

    # what an expression must be

    def module(self, expr: ast.Expr, scope: Scope) -> PlacedNode:
        """The node of an expression that has to be a module; another kind is reported as an error.

        A list with a single branch counts as a module.

        Args:
            expr: the expression.
            scope: the names visible in it.
        """
        placed = self.expression(expr, scope)
        match placed.kind:
            case Kind.BRANCHES if self.possible.of(placed.node, widths) == ONE:
                merge = Merge(Const(ADD.name), placed.node, "error")
                return PlacedNode(
                    merge,
                    Kind.MODULE,
                    placed.span,
                    (placed_constant(ADD.name, placed.span), placed),
                )
            case _:
                return self.expect(placed, Kind.MODULE)

    def value(self, expr: ast.Expr, scope: Scope) -> PlacedNode:
        """The node of an expression that has to be a value; another kind is reported as an error.

        Args:
            expr: the expression.
            scope: the names visible in it.
        """
        if isinstance(expr, ast.Branches) and expr.items:
            message = "a value is needed here, and this is a list"
            return self.report("E301", expr.span, message, _unlisted(expr))
        return self.expect(self.expression(expr, scope), Kind.VALUE)

    def expect(self, placed: PlacedNode, kind: Kind) -> PlacedNode:
        """Check that a node is of a certain kind; if it is of another, report an error.

        Args:
            placed: the node.
            kind: the kind: module, branches or value.

        Returns:
            `placed`, or a placeholder after an error.
        """
        if placed.kind in (kind, Kind.UNKNOWN):
            return placed
        if isinstance(placed.node, Const) and isinstance(placed.node.value, str):
            name = placed.node.value
            if name == "same":
                return self.report("E202", placed.span, *MISPLACED)
            help = self.suggest(name, placed.span) or LISTED
            return self.report("E201", placed.span, f"there is no '{name}'", help)
        message = f"a {kind} is needed here, and this is a {placed.kind}"
        return self.report("E301", placed.span, message, _advice(placed.kind, kind))

    def expect_few(self, value: PlacedNode) -> None:
        """Raise an error for a value of which no possible values are known, if they are too many.

        Raises:
            Fault: there are more than `limits.CASES`; where it depends on the size of a tensor
                instead, nothing is raised.
        """
        if value.kind is Kind.VALUE and not self.possible.waits(value.node):
            raise Fault("E503", value.span, f"this can be more than {limits.CASES:,} numbers")

    def suggest(self, name: str, span: Span) -> str | None:
        """A hint for an unknown name: the known name that is most similar; None if none is similar.

        Args:
            name: the unknown name.
            span: its place, at which parameters may be known besides definitions and operations.
        """
        return suggestion(name, [*self.near.get(span, ()), *self.definitions], self.operations)

    def report(self, code: str, span: Span, message: str, help: str | None = None) -> PlacedNode:
        """Report an error, and return a placeholder for the wrong expression.

        Args:
            code: the code of the message.
            span: the place of the expression.
            message: what is wrong.
            help: how to mend it, if that is known.
        """
        self.tell(Diagnostic(code, span, message, help))
        return self.broken(span)

    def tell(self, diagnostic: Diagnostic) -> None:
        """Add a diagnostic to the errors, with the uses of definitions that lead to its place."""
        settled = takewhile(lambda used: used[0].parameters, reversed(self.trail))
        uses = tuple(span for _, span in islice(settled, TOLD))
        self.errors.append(replace(diagnostic, uses=uses))

    def broken(self, span: Span) -> PlacedNode:
        """A placeholder node for the expression at `span`, whose error is reported already."""
        return PlacedNode(Const(1), Kind.UNKNOWN, span)

    # expressions

    def expression(self, expr: ast.Expr, scope: Scope) -> PlacedNode:
        """The node of an expression of any kind; errors are reported, and give a placeholder.

        Args:
            expr: the expression.
            scope: the names visible in it.
        """
        try:
            with self.nesting:
                if self.nesting.depth > limits.DEPTH:
                    raise self._too_deep(expr.span)
                return self._form(self, expr, scope)
        except Exhausted:
            raise
        except Fault as fault:
            for diagnostic in fault.diagnostics:
                self.tell(diagnostic)
            return self.broken(expr.span)

    def _too_deep(self, span: Span) -> Exhausted:
        again = next((name for name in self.active if self.active.count(name) > 2), None)
        message = f"definitions and expressions are nested more than {limits.DEPTH} deep"
        help = again and (
            f"'{again}' is defined by itself: what its 'given' follows must come, in fewer steps, "
            "to a case that does not use it"
        )
        return Exhausted("E502", span, message, help)

    def common(self, placed: Many[PlacedNode]) -> Kind:
        """The kind of several alternatives; one that differs from the first is reported.

        Modules count as branches if one alternative is branches.

        Args:
            placed: the nodes of the alternatives.
        """
        kind = next((p.kind for p in placed if p.kind is not Kind.UNKNOWN), Kind.UNKNOWN)
        if any(p.kind is Kind.BRANCHES for p in placed):
            return (
                Kind.BRANCHES
                if all(p.kind is not Kind.VALUE for p in placed)
                else self._differ(placed, kind)
            )
        return self._differ(placed, kind)

    def _differ(self, placed: Many[PlacedNode], kind: Kind) -> Kind:
        expected = [self.expect(other, kind) for other in placed]
        differ = any(a is not b for a, b in zip(expected, placed, strict=True))
        return Kind.UNKNOWN if differ else kind


def _unlisted(expr: ast.Branches) -> str:
    """What may be meant by values in square brackets: alternatives, or as many arguments."""
    arms = [item.span.brief for item in expr.items]
    if len({*arms}) == 1:
        return f"arguments have no brackets of their own: {', '.join(arms)}"
    return f"alternatives stand between '|': {' | '.join(arms)}"


def _advice(actual: Kind, needed: Kind) -> str | None:
    match actual, needed:
        case [Kind.BRANCHES, Kind.MODULE]:
            return "say how the branches merge: add(...), concat(...), merge(kind, ...)"
        case [Kind.VALUE, Kind.MODULE]:
            return "only modules stand in a sequence, among branches or as the network"
        case [Kind.MODULE, Kind.VALUE]:
            return "numbers and symbols stand here; a module stands after '->': conv(3) -> relu"
        case _:
            return None
