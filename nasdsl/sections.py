"""The sections of a spec as settings: every name and value checked, every error with its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nasdsl import limits
from nasdsl.backend import DTYPES, OPTIMIZERS, Optimizer, TrainSettings
from nasdsl.errors import Diagnostic, SpecError, nearest
from nasdsl.experiment import (
    Crossover,
    DataSettings,
    Experiment,
    Mutation,
    Objective,
    SearchSettings,
)  # fmt: skip
from nasdsl.language import ast
from nasdsl.language.plain import plain
from nasdsl.measures import Wrong, measure, no_measure
from nasdsl.requirements import requirements
from nasdsl.space.ir import Node

OVER = Objective("error", ("error",), lambda m: m["error"])
DEFAULT_MINIMIZE = (OVER, Objective("params", ("params",), lambda m: m["params"]))


def read(
    statements: Sequence[ast.Statement],
    overrides: Sequence[ast.Section] = (),
    roots: Sequence[Node] = (),
) -> Experiment:
    """The experiment of a spec; a setting of an override goes before the spec's.

    Args:
        statements: of the spec.
        overrides: settings that go before its own.
        roots: the network and the bodies of cells, of which requirements speak.

    Raises:
        SpecError: all settings and requirements that are wrong.
    """
    errors: list[Diagnostic] = []
    values: dict[str, dict[str, Any]] = {name: {} for name in READERS}
    for section in (*(s for s in statements if isinstance(s, ast.Section)), *overrides):
        for setting in section.settings:
            try:
                values[section.name][setting.name] = _setting(section.name, setting)
            except Wrong as wrong:
                errors.append(wrong.diagnostic)
    required = requirements(statements, roots, errors)
    if errors:
        raise SpecError(errors)
    search: dict[str, Any] = {"minimize": DEFAULT_MINIMIZE, **values["search"]}
    return Experiment(
        TrainSettings(**values["train"]),
        SearchSettings(**search),
        DataSettings(**values["data"]),
        required,
    )


def _setting(section: str, setting: ast.Setting) -> Any:
    readers = READERS[section]
    if setting.name not in readers:
        help = nearest(setting.name, readers) or f"its settings: {', '.join(readers)}"
        raise Wrong(setting.span, f"'{section}' has no setting '{setting.name}'", help)
    return readers[setting.name](setting.value)


# values


def _count(expr: ast.Expr) -> int:
    value = expr.value if isinstance(expr, ast.Number) else None
    if not isinstance(value, int) or not 1 <= value <= limits.SETTING:
        raise Wrong(expr.span, f"a whole number from 1 to {limits.SETTING:,} is needed here")
    return value


def _number(expr: ast.Expr) -> float:
    if not isinstance(expr, ast.Number):
        raise Wrong(expr.span, "a number is needed here")
    return float(expr.value)


def _share(expr: ast.Expr) -> float:
    value = _number(expr)
    if not 0 < value < 1:
        raise Wrong(expr.span, "a number between 0 and 1 is needed here")
    return value


def _flag(expr: ast.Expr) -> bool:
    return _word("yes", "no")(expr) == "yes"


def _word(*known: str) -> Callable[[ast.Expr], str]:
    def read(expr: ast.Expr) -> str:
        name = _name(expr, f"one of {', '.join(known)}" if known else "a name")
        if known and name not in known:
            raise Wrong(
                expr.span,
                f"'{name}' is not known here",
                nearest(name, known) or f"known: {', '.join(known)}",
            )
        return name

    return read


def _name(expr: ast.Expr, needed: str) -> str:
    if not isinstance(expr, ast.Use) or expr.member is not None or expr.arguments is not None:
        raise Wrong(expr.span, f"{needed} is needed here")
    return expr.name


def _call(expr: ast.Expr, known: Mapping[str, Sequence[str]]) -> tuple[str, dict[str, ast.Expr]]:
    """A name with arguments, `adam(0.001)`: the name and the arguments by their names."""
    if not isinstance(expr, ast.Use) or expr.member is not None:
        raise Wrong(expr.span, f"one of {', '.join(known)} is needed here")
    if expr.name not in known:
        raise Wrong(
            expr.span,
            f"there is no '{expr.name}' here",
            nearest(expr.name, known) or f"known: {', '.join(known)}",
        )
    names = known[expr.name]
    found: dict[str, ast.Expr] = {}
    for position, argument in enumerate(expr.arguments or ()):
        name = argument.name or (names[position] if position < len(names) else "")
        if name not in names or name in found:
            listed = f"its arguments: {', '.join(names)}"
            raise Wrong(
                argument.span,
                f"'{expr.name}' does not take this argument",
                nearest(name, names) or listed,
            )
        found[name] = argument.value
    return expr.name, found


def _optimizer(expr: ast.Expr) -> Optimizer:
    name, found = _call(expr, {name: list(OPTIMIZERS[name]) for name in OPTIMIZERS})
    read = {
        key: _flag if isinstance(default, bool) else _number
        for key, default in OPTIMIZERS[name].items()
    }
    return Optimizer(name, {key: read[key](value) for key, value in found.items()})


def _crossover(expr: ast.Expr) -> Crossover:
    name, found = _call(expr, {"sbx": ("eta", "p"), "uniform": ("p",)})
    return Crossover(name, **{key: _rate(key, value) for key, value in found.items()})


def _mutation(expr: ast.Expr) -> Mutation:
    name, found = _call(expr, {"polynomial": ("eta", "p", "per"), "reset": ("p", "per")})
    per = _word("gene", "individual")(found.pop("per")) if "per" in found else "gene"
    return Mutation(name, per=per, **{key: _rate(key, value) for key, value in found.items()})


def _rate(name: str, expr: ast.Expr) -> float:
    value = _number(expr)
    if name == "p" and value > 1:
        raise Wrong(expr.span, "a probability is at most 1")
    return value


def _objectives(expr: ast.Expr) -> tuple[Objective, ...]:
    items = expr.items if isinstance(expr, ast.Branches) else (expr,)
    if not items:
        raise Wrong(expr.span, "there is nothing to minimise")
    return tuple(_objective(item) for item in items)


def _objective(expr: ast.Expr) -> Objective:
    names: list[str] = []

    def named(use: ast.Use) -> str:
        if use.member is not None or use.arguments is not None:
            raise no_measure(use)
        names.append(use.name)
        return use.name

    value = measure(expr, named)
    return Objective(plain(expr), tuple(dict.fromkeys(names)), value)


READERS: Mapping[str, Mapping[str, Callable[[ast.Expr], Any]]] = {
    "train": {
        "optimizer": _optimizer,
        "batch": _count,
        "epochs": _count,
        "dtype": _word(*DTYPES),
    },
    "search": {
        "minimize": _objectives,
        "population": _count,
        "generations": _count,
        "strategy": _word("nsga2", "random"),
        "encoding": _word("auto", "packed", "loci"),
        "crossover": _crossover,
        "mutation": _mutation,
    },
    "data": {"set": _word(), "validation": _share, "images": _count},
}
