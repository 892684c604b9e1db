"""Reads the sections `train`, `search` and `data` of a spec: names and values are checked.

Errors have the place in the spec.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from nasdsl.errors import Diagnostic, SpecError, nearest
from nasdsl.experiment.cost_bounds import requirements
from nasdsl.experiment.expressions import Wrong, metric_function, no_measure
from nasdsl.experiment.model import (  # fmt: skip
    CROSSOVERS,
    MUTATIONS,
    RATES,
    STRATEGIES,
    Crossover,
    DataSettings,
    Experiment,
    Mutation,
    Objective,
    SearchSettings,
)
from nasdsl.experiment.values import (
    any_number,
    any_word,
    call,
    count,
    fraction,
    like,
    list_items,
    positive,
    share,
    whole_number,
    word,
)
from nasdsl.formatting.plain import plain_expression
from nasdsl.language import ast
from nasdsl.source import Span
from nasdsl.space.ir import Node
from nasdsl.train_settings import (
    AUGMENTATIONS,
    DTYPES,
    OPTIMIZERS,
    SCHEDULES,
    Augmentation,
    Optimizer,
    Schedule,
    TrainSettings,
)

Repeatable = TypeVar("Repeatable", ast.Section, ast.Setting)

DEFAULT_MINIMIZE = (
    Objective("error", ("error",), lambda metrics: metrics["error"]),
    Objective("params", ("params",), lambda metrics: metrics["params"]),
)

MINIMISE = (
    "a search minimises: minimize = [error]; "
    "what is to be large stands behind a minus, minimize = [0 - throughput]"
)
RATE = "the optimizer has it: optimizer = adam(0.001)"
OTHERS: Mapping[str, str] = {
    **dict.fromkeys(("maximize", "maximise", "objective", "objectives"), MINIMISE),
    **dict.fromkeys(("lr", "learning_rate", "weight_decay", "momentum"), RATE),
    "batch_size": "did you mean 'batch'?",
}
"""What to write in place of settings that there are elsewhere."""

LIMITED: Mapping[str, Callable[[ast.Expr], float]] = {
    "learning_rate": positive,
    **dict.fromkeys(("b1", "b2", "momentum", "decay"), share),
}
"""The readers of arguments of optimisers that are not just any number."""


def read_experiment(
    statements: Sequence[ast.Statement],
    overrides: Sequence[ast.Section] = (),
    roots: Sequence[Node] = (),
) -> Experiment:
    """The experiment of a spec.

    Args:
        statements: all statements of the spec.
        overrides: sections of settings, used in place of those in the spec.
        roots: the nodes of the network and of the bodies of cells, whose costs can be bounded.

    Raises:
        SpecError: all settings and bounds on cost that are wrong.
    """
    errors = _repeated([s for s in statements if isinstance(s, ast.Section)])
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


def _repeated(sections: Sequence[ast.Section]) -> list[Diagnostic]:
    """Sections that are there twice, and settings likewise in one section."""
    errors = [_second(s.span, first.span, f"'{s.name}' section") for first, s in _pairs(sections)]
    for section in sections:
        pairs = _pairs(section.settings)
        errors += [_second(s.span, first.span, f"'{s.name}'") for first, s in pairs]
    return errors


def _pairs(parts: Sequence[Repeatable]) -> list[tuple[Repeatable, Repeatable]]:
    """Each part whose name an earlier one has, behind that one."""
    first: dict[str, Repeatable] = {}
    pairs = [(first.setdefault(part.name, part), part) for part in parts]
    return [(earlier, later) for earlier, later in pairs if earlier is not later]


def _second(span: Span, first: Span, what: str) -> Diagnostic:
    line, column = first.position
    message, help = f"a second {what}", f"the first one stands at {line}:{column}"
    return Diagnostic("E221", span, message, help)


def _setting(section: str, setting: ast.Setting) -> Any:
    readers = READERS[section]
    if setting.name not in readers:
        help = nearest(setting.name, readers) or f"its settings: {', '.join(readers)}"
        help = OTHERS.get(setting.name, help)
        raise Wrong(setting.span, f"'{section}' has no setting '{setting.name}'", help)
    return readers[setting.name](setting.value)


def _typed_call(
    expr: ast.Expr, known: Mapping[str, Mapping[str, float | None]]
) -> tuple[str, dict[str, Any]]:
    """A name and its arguments, each of the kind that its default has."""
    name, arguments = call(expr, known)
    return name, {key: like(known[name][key])(value) for key, value in arguments.items()}


def _optimizer(expr: ast.Expr) -> Optimizer:
    for key, value in call(expr, OPTIMIZERS)[1].items():
        if key in LIMITED:
            LIMITED[key](value)
    return Optimizer(*_typed_call(expr, OPTIMIZERS))


def _schedule(expr: ast.Expr) -> Schedule:
    if "decay" in (arguments := call(expr, SCHEDULES)[1]):
        fraction(arguments["decay"])
    return Schedule(*_typed_call(expr, SCHEDULES))


def _augment(expr: ast.Expr) -> tuple[Augmentation, ...]:
    return tuple(Augmentation(*_typed_call(item, AUGMENTATIONS)) for item in list_items(expr))


def _smoothing(expr: ast.Expr) -> float:
    return fraction(expr) if any_number(expr) else 0.0


def _crossover(expr: ast.Expr) -> Crossover:
    name, arguments = call(expr, CROSSOVERS)
    return Crossover(name, **{key: _rate(key, value) for key, value in arguments.items()})


def _mutation(expr: ast.Expr) -> Mutation:
    name, arguments = call(expr, MUTATIONS)
    per = word(RATES)(arguments.pop("per")) if "per" in arguments else RATES[0]
    return Mutation(name, per=per, **{key: _rate(key, value) for key, value in arguments.items()})


def _rate(name: str, expr: ast.Expr) -> float:
    value = any_number(expr)
    if name == "p" and value > 1:
        raise Wrong(expr.span, "a probability is at most 1")
    return value


def _objectives(expr: ast.Expr) -> tuple[Objective, ...]:
    if not (items := list_items(expr)):
        raise Wrong(expr.span, "there is nothing to minimise")
    return tuple(_objective(item) for item in items)


def _objective(expr: ast.Expr) -> Objective:
    names: list[str] = []

    def named(use: ast.NameExpr) -> str:
        if use.member is not None or use.arguments is not None:
            raise no_measure(use)
        names.append(use.name)
        return use.name

    value = metric_function(expr, named)
    if not names:
        raise Wrong(expr.span, "this is the same for all networks")
    known = dict.fromkeys(names, 1.0)
    if "accuracy" in known and value({**known, "accuracy": 0.25}) < value(known):
        message = "this grows with accuracy, and what is minimised becomes small"
        raise Wrong(expr.span, message, "write error, which is 1 - accuracy")
    return Objective(plain_expression(expr), tuple(known), value)


def _strategy(expr: ast.Expr) -> str:
    """The name of a strategy; distributions are looked for only where one is named."""
    return word(STRATEGIES.names())(expr)


READERS: Mapping[str, Mapping[str, Callable[[ast.Expr], Any]]] = {
    "train": {
        "optimizer": _optimizer,
        "schedule": _schedule,
        "warmup": whole_number(0),
        "clip": positive,
        "label_smoothing": _smoothing,
        "augment": _augment,
        "batch": count,
        "epochs": count,
        "dtype": word(DTYPES),
        "mode": any_word,
    },
    "search": {
        "minimize": _objectives,
        "population": count,
        "generations": count,
        "strategy": _strategy,
        "crossover": _crossover,
        "mutation": _mutation,
    },
    "data": {"set": any_word, "validation": fraction, "images": count},
}
