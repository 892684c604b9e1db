"""A whole spec to its space: the statements, each once, and every cell that the network reaches."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import TypeVar

from nasdsl import limits
from nasdsl.errors import Diagnostic, SpecError
from nasdsl.language import ast
from nasdsl.source import Span
from nasdsl.space import definitions
from nasdsl.space.elaborate import Elaborator
from nasdsl.space.faults import Exhausted
from nasdsl.space.model import Family, Space
from nasdsl.space.ops import OPERATIONS, SIZES, State
from nasdsl.space.scope import Scope
from nasdsl.space.uses import BUILT_IN

S = TypeVar("S", ast.Title, ast.Input, ast.Classes, ast.Network)


def elaborate(spec: ast.Spec) -> Space:
    """The space that a spec describes.

    Raises:
        SpecError: all that is wrong with it.
    """
    errors: list[Diagnostic] = []
    known = _definitions(spec, errors)
    title = _only(spec, ast.Title, "space", errors)
    size = _only(spec, ast.Input, "input", errors)
    classes = _only(spec, ast.Classes, "classes", errors, needed=False)
    network = _only(spec, ast.Network, "network", errors)
    el = Elaborator(known, classes.number if classes else None)
    root, families = None, dict[str, Family]()
    with limits.deep(), _until_exhausted(errors):
        root = el.module(network.body, Scope()) if network else None
        _elaborate_cells(el)
        families = _families(el)  # before what nothing uses can reach a cell
        _check_unused(el)
    errors += el.errors + _zeros(size, classes)
    if errors or root is None or title is None or size is None:
        raise SpecError(errors)
    return Space(title.name, title.title, _state(size), el.classes, root, families)


@contextmanager
def _until_exhausted(errors: list[Diagnostic]) -> Generator[None]:
    """Adds the limit that ended the work to the errors."""
    try:
        yield
    except Exhausted as limit:
        errors.append(limit.diagnostic)


def _only(
    spec: ast.Spec, form: type[S], word: str, errors: list[Diagnostic], needed: bool = True
) -> S | None:
    """The one statement of a form; a second one, or none, is reported."""
    found = [s for s in spec.statements if isinstance(s, form)]
    if not found and needed:
        end = len(spec.source.text.rstrip())
        message = f"the spec has no '{word}' statement"
        errors.append(Diagnostic("E220", Span(spec.source, end, end + 1), message, EXAMPLES[word]))
    errors += [Diagnostic("E221", s.span, f"a second '{word}' statement") for s in found[1:]]
    return found[0] if found else None


EXAMPLES = {
    "space": 'for example: space my_space "What it is"',
    "input": "for example: input 28 x 28 x 1",
    "network": "for example: network = conv(3) -> relu",
}


def _definitions(spec: ast.Spec, errors: list[Diagnostic]) -> dict[str, ast.Definition]:
    known: dict[str, ast.Definition] = {}
    for definition in spec.statements:
        if not isinstance(definition, ast.Definition):
            continue
        fault = _name_fault(definition, known) or _form_fault(definition)
        if fault:
            errors.append(fault)
        known.setdefault(definition.name, definition)
    return known


def _name_fault(definition: ast.Definition, known: dict[str, ast.Definition]) -> Diagnostic | None:
    name, span = definition.name, definition.name_span
    if name in known:
        line, column = known[name].name_span.position
        return Diagnostic("E222", span, f"'{name}' is defined already, at {line}:{column}")
    return _taken(name, span)


def _taken(name: str, span: Span) -> Diagnostic | None:
    """A name that the language has given to something already."""
    if name not in BUILT_IN:
        return None
    what = "an operation" if name in OPERATIONS else "a size" if name in SIZES else "a merge"
    return Diagnostic("E222", span, f"'{name}' is {what} already", "choose another name")


def _form_fault(definition: ast.Definition) -> Diagnostic | None:
    names = [parameter.name for parameter in definition.parameters]
    for parameter in definition.parameters:
        if names.count(parameter.name) > 1:
            return Diagnostic(
                "E222", parameter.span, f"two parameters are called '{parameter.name}'"
            )
        if taken := _taken(parameter.name, parameter.span):
            return taken
    if definition.family is not None and definition.role != "cell":
        return Diagnostic(
            "E223", definition.name_span, f"only a cell is a family, not a {definition.role}"
        )
    if definition.family is not None and not 1 <= definition.family <= limits.ARMS:
        message = f"a family has 1 to {limits.ARMS:,} members"
        return Diagnostic("E223", definition.name_span, message)
    return None


def _elaborate_cells(el: Elaborator) -> None:
    """The bodies of all cells that are reached, anew where a use widened a parameter."""
    while pending := [name for name in el.members if name not in el.cells]:
        for name in pending:
            el.cells[name] = definitions.cell_body(el, el.definitions[name])
    el.check_circles()


def _check_unused(el: Elaborator) -> None:
    """Report what is wrong in definitions that nothing uses, or that all use wrongly."""
    for definition in el.definitions.values():
        if definition.name in el.seen:
            continue
        span = definition.name_span
        parameters = {p.name: el.broken(span) for p in definition.parameters}
        definitions.template_body(el, definition, Scope(parameters, roles=(definition.role,)))


def _zeros(size: ast.Input | None, classes: ast.Classes | None) -> list[Diagnostic]:
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
