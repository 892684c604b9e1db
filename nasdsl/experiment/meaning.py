"""The meaning of a spec: its space and its experiment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nasdsl.elaborate.spec import elaborate
from nasdsl.errors import SpecError
from nasdsl.experiment.model import Experiment
from nasdsl.experiment.reader import read_experiment
from nasdsl.language import ast
from nasdsl.ops import Op
from nasdsl.space.model import Space


def meaning(
    spec: ast.Spec, overrides: Sequence[ast.Section], operations: Mapping[str, Op]
) -> tuple[Space, Experiment]:
    """The space and the experiment of a spec; the errors of both are reported together.

    Args:
        spec: the syntax tree.
        overrides: sections of settings, used in place of those in the spec.
        operations: added operations that the spec can use, by name.

    Raises:
        SpecError: everything that is wrong with the spec.
    """
    if "use" in spec.missing:  # with a file whose names nobody knows
        raise SpecError(spec.errors)
    wrong = [SpecError(spec.errors)] if spec.errors else list[SpecError]()
    space = experiment = None
    try:
        space = elaborate(spec, operations)
    except SpecError as error:
        wrong.append(error)
    try:
        experiment = read_experiment(spec.statements, overrides, space.bodies() if space else ())
    except SpecError as error:
        wrong.append(error)
    if wrong or space is None or experiment is None:
        raise SpecError(d for error in wrong for d in error.diagnostics)
    return space, experiment
