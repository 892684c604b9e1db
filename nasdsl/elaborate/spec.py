"""Elaborates a whole spec: its statements, and every cell that the network uses."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import TypeVar

from nasdsl import limits
from nasdsl.elaborate import calls, genes, graphs, names
from nasdsl.elaborate.elaborator import Elaborator
from nasdsl.elaborate.expressions import expression
from nasdsl.elaborate.faults import Exhausted, Fault
from nasdsl.elaborate.known_names import BUILT_IN
from nasdsl.elaborate.requirements import constraints
from nasdsl.elaborate.scope import Scope
from nasdsl.errors import Diagnostic, SpecError
from nasdsl.language import ast
from nasdsl.ops import MERGES, OPERATIONS, SIZES, Op, State
from nasdsl.source import Span
from nasdsl.space.constraints import Constraints
from nasdsl.space.model import Family, PlacedNode, Space
from nasdsl.space.values import refs
from nasdsl.util.one_chunk import in_one_chunk
from nasdsl.util.pause_gc import pause_gc

S = TypeVar("S", ast.Title, ast.Input, ast.Classes, ast.NetworkStatement)


@in_one_chunk
def elaborate(spec: ast.Spec, added: Mapping[str, Op]) -> Space:
    """The space that a spec describes.

    Args:
        spec: the syntax tree.
        added: operations beside those of the vocabulary, by name.

    Raises:
        SpecError: the spec is wrong; the exception lists every fault.
    """
    errors: list[Diagnostic] = []
    known, known_genes = _named_definitions(spec, errors)
    title = _only_statement(spec, ast.Title, "space", errors)
    size = _only_statement(spec, ast.Input, "input", errors)
    classes = _only_statement(spec, ast.Classes, "classes", errors, needed=False)
    network = _only_statement(spec, ast.NetworkStatement, "network", errors)
    stated = classes.number if classes else None
    el = Elaborator(
        known,
        known_genes,
        stated,
        added=added,
        missing=spec.missing,
        linked=graphs.linked(known),
        form=expression,
    )
    root, families, decided = None, dict[str, Family](), dict[str, PlacedNode]()
    required = Constraints()
    with limits.deep_recursion(), pause_gc(), _until_exhausted(errors):
        _set_defaults(el, spec)
        root = el.module(network.body, Scope()) if network else None
        _elaborate_cells(el)
        required = _required(el, spec, root)
        families, decided = (
            _families(el),
            _ordered_genes(el),
        )  # before what nothing uses adds to them
        _check_unused(el)
    errors += el.errors + _zero_sizes(size, classes)
    if errors or spec.errors or root is None or title is None or size is None:
        raise SpecError(errors)
    state = _state(size)
    return Space(title.name, title.title, state, el.classes, root, families, decided, required)


@contextmanager
def _until_exhausted(errors: list[Diagnostic]) -> Generator[None]:
    """Adds the limit that ended the work to the errors."""
    try:
        yield
    except Exhausted as limit:
        errors.extend(limit.diagnostics)


def _only_statement(
    spec: ast.Spec, form: type[S], word: str, errors: list[Diagnostic], needed: bool = True
) -> S | None:
    """The one statement of a form; a second one, or none, is reported."""
    statements = [s for s in spec.statements if isinstance(s, form)]
    if not statements and needed and not spec.errors:
        end = len(spec.source.text.rstrip())
        message = f"the spec has no '{word}' statement"
        errors.append(Diagnostic("E220", Span(spec.source, end, end + 1), message, EXAMPLES[word]))
    for second in statements[1:]:
        line, column = statements[0].span.position
        message, help = f"a second '{word}' statement", f"the first one stands at {line}:{column}"
        errors.append(Diagnostic("E221", second.span, message, help))
    return statements[0] if statements else None


EXAMPLES = {
    "space": 'for example: space my_space "What it is"',
    "input": "for example: input 28 x 28 x 1",
    "network": "for example: network = conv(3) -> relu",
}


def _named_definitions(
    spec: ast.Spec, errors: list[Diagnostic]
) -> tuple[dict[str, ast.Definition], dict[str, ast.GeneStatement]]:
    """Definitions and genes by name; a name that is taken is reported."""
    known: dict[str, ast.Definition | ast.GeneStatement] = {}
    for statement in spec.statements:
        if not isinstance(statement, ast.Definition | ast.GeneStatement):
            continue
        fault = _name_fault(statement, known) or _form_fault(statement)
        if fault:
            errors.append(fault)
        known.setdefault(statement.name, statement)
    definitions = {n: s for n, s in known.items() if isinstance(s, ast.Definition)}
    return definitions, {n: s for n, s in known.items() if isinstance(s, ast.GeneStatement)}


def _name_fault(
    statement: ast.Definition | ast.GeneStatement,
    known: Mapping[str, ast.Definition | ast.GeneStatement],
) -> Diagnostic | None:
    name, span = statement.name, statement.name_span
    if name in known:
        other = known[name].name_span
        line, column = other.position
        file = "" if other.source is span.source else f"{other.source.name}:"
        return Diagnostic("E222", span, f"'{name}' is defined already, at {file}{line}:{column}")
    return _reserved_name(name, span)


def _reserved_name(name: str, span: Span) -> Diagnostic | None:
    """A name that the language has given to something already."""
    if name not in BUILT_IN:
        return None
    kinds = {"an operation": OPERATIONS, "a size": SIZES, "a merge": (*MERGES, "merge")}
    what = next((kind for kind, names in kinds.items() if name in names), "a word of the language")
    help = "choose another name"
    if name in SIZES:
        help = f"'{name}' is that of the tensor which enters; choose another name: net_{name}"
    return Diagnostic("E222", span, f"'{name}' is {what} already", help)


def _form_fault(statement: ast.Definition | ast.GeneStatement) -> Diagnostic | None:
    if isinstance(statement, ast.Definition):
        if statement.family is not None and statement.role != "cell":
            message = f"only a cell is a family, not a {statement.role}"
            return Diagnostic("E223", statement.name_span, message)
        if fault := _parameter_fault(statement):
            return fault
    if statement.family is not None and not 1 <= statement.family <= limits.ARMS:
        message = f"a family has 1 to {limits.ARMS:,} members"
        return Diagnostic("E223", statement.name_span, message)
    return None


def _parameter_fault(definition: ast.Definition) -> Diagnostic | None:
    names = [parameter.name for parameter in definition.parameters]
    for parameter in definition.parameters:
        if names.count(parameter.name) > 1:
            message = f"two parameters are called '{parameter.name}'"
            return Diagnostic("E222", parameter.span, message)
        if fault := _reserved_name(parameter.name, parameter.span):
            return fault
    return None


def _set_defaults(el: Elaborator, spec: ast.Spec) -> None:
    """The defaults of operations that the spec states: constants, for the file they stand in."""
    for statement in spec.statements:
        for operation in statement.operations if isinstance(statement, ast.Defaults) else ():
            names.set_defaults(el, operation)


def _ordered_genes(el: Elaborator) -> dict[str, PlacedNode]:
    """The genes that a genotype uses, as they are declared, each after those that it depends on."""
    ordered: dict[str, PlacedNode] = {}

    def visit(slot: str) -> None:
        if slot not in ordered:
            for other in sorted(refs(el.decided[slot].node)):
                visit(other)
            ordered[slot] = el.decided[slot]

    places = {name: place for place, name in enumerate(el.genes)}

    def declared(slot: str) -> tuple[int, int]:
        name, _, member = slot.rstrip("]").partition("[")
        return places[name], int(member or 0)

    for slot in sorted(el.needed, key=declared):
        visit(slot)
    return ordered


def _elaborate_cells(el: Elaborator) -> None:
    """The bodies of all cells that are reached, anew where a use widened a parameter."""
    while pending := [name for name in el.members if name not in el.cells]:
        for name in pending:
            el.cells[name] = calls.cell_body(el, el.definitions[name])
    el.check_circles()


def _required(el: Elaborator, spec: ast.Spec, network: PlacedNode | None) -> Constraints:
    """What the spec requires of structure, which can reach more genes.

    Of a spec of which a part could not be read nobody knows the structure.
    """
    if spec.errors:
        return Constraints()
    roots = [body.node for body in (network, *el.cells.values()) if body is not None]
    return constraints(el, spec, roots)


def _check_unused(el: Elaborator) -> None:
    """Report what is wrong in definitions that nothing uses, or that all use wrongly."""
    for definition in el.definitions.values():
        if definition.name in el.seen:
            continue
        span = definition.name_span
        parameters = {p.name: el.broken(span) for p in definition.parameters}
        calls.template_body(el, definition, Scope(parameters, roles=(definition.role,)))
    for gene in el.genes.values():
        if gene.name not in el.seen:
            try:
                genes.body(el, gene)
            except Fault as fault:
                el.errors.extend(fault.diagnostics)


def _zero_sizes(size: ast.Input | None, classes: ast.Classes | None) -> list[Diagnostic]:
    errors: list[Diagnostic] = []
    if size and (0 in size.sizes or len(size.sizes) > 3):
        errors.append(
            Diagnostic("E224", size.span, "an input has one to three sizes of at least 1")
        )
    if classes and classes.number < 1:
        errors.append(Diagnostic("E224", classes.span, "there is at least one class"))
    return errors


def _state(size: ast.Input) -> State:
    *spatial, channels = size.sizes
    height, width = (*spatial, 1, 1)[:2]
    return State(height, width, channels)


def _families(el: Elaborator) -> dict[str, Family]:
    order = [name for name in el.definitions if name in el.cells]
    return {
        name: Family(
            name,
            el.cells[name],
            tuple(sorted(el.members[name])),
            el.definitions[name].family is not None,
        )
        for name in order
    }
