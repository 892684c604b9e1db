"""Operations added by users: from modules, arguments and installed distributions.

They are passed to whatever reads a spec and never stored globally: two spaces may have different
operations of the same name. A spec uses them like any other; a definition in the spec with the same
name takes precedence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache, wraps
from importlib import import_module
from typing import Any, cast

from nasdsl.elaborate.known_names import BUILT_IN, WORDS
from nasdsl.elaborate.plain import (
    plain_number,
    plain_state,
    plain_truth,
    plain_weights,
    plain_zeros,
)
from nasdsl.errors import NasdslError, cause, failure, nearest, with_type
from nasdsl.language import ast
from nasdsl.ops import (
    ADAPTERS,
    FITS,
    TYPES,
    UNSTATED,
    Op,
    Parameter,
    Resolution,
    ShapeError,
    keep_shape,
)
from nasdsl.plugins import PluginGroup
from nasdsl.util.arguments import checked, checked_call, checked_items, shown_value

INSTALLED = PluginGroup("nasdsl.operations", "operation")
LISTED = "operations"  # the attribute of a module
WEIGHTS = "mapping from names to nasdsl.Weight"
RESERVED = frozenset((*BUILT_IN, *ADAPTERS))


def added(operations: Iterable[Op]) -> Mapping[str, Op]:
    """The operations that a user adds to the vocabulary, by name, after checking them.

    Raises:
        NasdslError: a name is used twice or by nasdsl itself, or cannot be written in a spec; or a
            field of an operation has the wrong type.
    """
    by_name: dict[str, Op] = {}
    for op in own_operations(operations):
        _check_fields(op)
        if op.name in RESERVED:
            raise NasdslError(f"an operation cannot be called '{op.name}': that is nasdsl's own")
        if op.name in by_name:
            raise NasdslError(f"two operations are called '{op.name}'")
        _check_operation(op)
        by_name[op.name] = _guarded(op)
    return by_name


def own_operations(operations: object) -> list[Op]:
    """A user's argument `operations`, checked to be a collection of `Op`, as a list.

    Raises:
        NasdslError: it is not a collection, or contains something else.
    """
    return checked_items(operations, Op, "operations are a list of nasdsl.Op", "[nasdsl.Op(...)]")


@lru_cache(maxsize=1 << 10)
def _guarded(op: Op) -> Op:
    """The operation, whose functions raise nothing but `ShapeError` and `NasdslError`."""
    guards = {what: _guard(op, what, *rule) for what, rule in FUNCTIONS.items()}
    return replace(op, **guards)


def _guard(
    op: Op, what: str, plain: Callable[[object], object], kind: str
) -> Callable[..., object]:
    """A function of an operation, which raises errors that are told, or gives what suits."""
    function: Callable[..., object] = getattr(op, what)

    @wraps(function)
    def guarded(*args: Any, **kwargs: Any) -> object:
        try:
            result = function(*args, **kwargs)
        except (ShapeError, NasdslError):
            raise
        except Exception as error:  # whatever a user's function does
            raise NasdslError(failure(f"{what} of the operation '{op.name}'", error)) from error
        try:
            return plain(result)
        except Exception:  # whatever a user's class does
            fact = f"{what} of the operation '{op.name}' gives {shown_value(result)}"
            raise NasdslError(fact, f"it gives a {kind}") from None

    return guarded


FUNCTIONS: Mapping[str, tuple[Callable[[object], object], str]] = {
    "shape": (plain_state, "nasdsl.State of whole numbers"),
    "weights": (plain_weights, WEIGHTS),
    "buffers": (plain_weights, WEIGHTS),
    "macs": (plain_number, "whole number from 0 on"),
    "identity": (plain_truth, "bool"),
    "zeros": (plain_zeros, "nasdsl.Zeros"),
}
"""The fields of an operation that are functions: what makes plain what each gives, and its kind."""


def _check_operation(op: Op) -> None:
    for name in (op.name, *(parameter.name for parameter in op.parameters)):
        if not (name.isidentifier() and name.isascii()):
            raise NasdslError(f"'{name}', of an operation that is added, is no name of a spec")
    for parameter in op.parameters:
        if parameter.type not in TYPES:
            fact = f"'{parameter.name}' of '{op.name}' is of no known type: '{parameter.type}'"
            help = nearest(parameter.type, TYPES) or f"one of: {', '.join(TYPES)}"
            raise NasdslError(fact, help)
    names = [parameter.name for parameter in op.parameters]
    for name in op.resolution.parameters:
        if name not in names:
            fact = f"the resolution of '{op.name}' depends on '{name}', which is no parameter of it"
            raise NasdslError(fact, nearest(name, names))
    if op.shape is not keep_shape and op.resolution is UNSTATED:
        fact = f"'{op.name}' has a shape of its own, and does not state its resolution"
        raise NasdslError(fact, "resolution=Resolution(), with coarser= or finer= where it changes")


def _check_fields(op: Op) -> None:
    """Refuse fields of other types than they state: nothing else can be said of them then."""
    whose = f"of the operation {shown_value(op.name)}"
    checked(op.name, str, "the name of an operation is a str", "nasdsl.Op('mine', ...)")
    help = "parameters=(nasdsl.Parameter('size', 'count'),), say"
    for parameter in checked_items(op.parameters, Parameter, f"the parameters {whose} are", help):
        checked(parameter.name, str, f"the name of a parameter {whose} is a str", help)
        checked(parameter.type, str, f"the type of a parameter {whose} is a str", help)
    checked(op.resolution, Resolution, f"the resolution {whose} is one", "nasdsl.Resolution(...)")
    for what in FUNCTIONS:
        checked_call(getattr(op, what), f"{what} {whose}")


def of_module(name: str) -> list[Op]:
    """The operations in the list `operations` of the Python module `name`.

    Raises:
        NasdslError: the module cannot be imported, or has no such list.
    """
    whose = f"the module '{name}'"
    try:
        listed = getattr(import_module(name), LISTED, None)
    except Exception as error:  # whatever a user's module does when it is imported
        raise NasdslError(f"{whose} cannot be imported: {cause(error)}") from error
    if not isinstance(listed, list | tuple):
        raise NasdslError(f"{whose} lists no operations", f"{LISTED} = [nasdsl.Op(...)]")
    return [
        _checked(f"a part of '{LISTED}' of {whose}", op) for op in cast("Iterable[object]", listed)
    ]


def installed() -> list[Op]:
    """The operations of all installed distributions, sorted by name.

    Raises:
        NasdslError: one cannot be imported, or is not an `Op`.
    """
    return [_installed_operation(name) for name in INSTALLED.names()]


def installed_for(spec: ast.Spec) -> list[Op]:
    """The installed operations whose names a spec uses and does not define.

    Importing all distributions takes longer than reading most specs, so only those with such a name
    are imported.

    Raises:
        NasdslError: one of them cannot be imported, or is not an `Op`.
    """
    names = _unexplained(spec)
    return (
        [_installed_operation(name) for name in INSTALLED.names() if name in names] if names else []
    )


def _unexplained(spec: ast.Spec) -> set[str]:
    """The names that a spec uses, and neither it nor the language explains."""
    used: set[str] = set()
    known: set[str] = {*BUILT_IN, *WORDS, *FITS}
    meant = [s for s in spec.statements if not isinstance(s, ast.Section | ast.Require)]
    for part in ast.walk(tuple(meant)):
        match part:
            case ast.NameExpr(name):
                used.add(name)
            case (
                ast.Definition(_, name)
                | ast.GeneStatement(name)
                | ast.GraphInput(name)
                | ast.Binding(name)
            ):
                known.add(name)
            case ast.ParameterDeclaration(name, symbols):
                known.update((name, *symbols))
            case _:
                pass
    return used - known


def _installed_operation(name: str) -> Op:
    whose = f"the installed operation '{name}'"
    op = _checked(whose, INSTALLED.load(name))
    if op.name != name:
        raise NasdslError(f"{whose} calls itself '{op.name}'", "an entry point has its Op's name")
    return op


def _checked(whose: str, op: object) -> Op:
    if not isinstance(op, Op):
        raise NasdslError(f"{whose} is no nasdsl.Op, but {with_type(op)}")
    return op
