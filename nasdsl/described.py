"""Makes a search space from the syntax tree of a spec."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nasdsl.elaborate.added import installed_for, own_operations
from nasdsl.experiment.overrides import NOTHING, Overrides
from nasdsl.language import ast
from nasdsl.ops import Op
from nasdsl.searchspace import SearchSpace


def described(
    spec: ast.Spec,
    overrides: Overrides = NOTHING,
    input: Sequence[int] | None = None,
    operations: Iterable[Op] = (),
) -> SearchSpace:
    """The search space of a spec's syntax tree.

    Args:
        spec: the syntax tree.
        overrides: settings that replace the spec's own, by section and name.
        input: height, width and channels of the network's input, in place of those in the spec.
        operations: operations of your own that the spec may use, beside the vocabulary and the
            operations of installed distributions.

    Raises:
        NasdslError: an operation of your own has a name that is in use already.
        SpecError: the spec is wrong; the exception lists every fault.
    """
    meant = spec if input is None else ast.with_input(spec, input)
    return SearchSpace(meant, overrides, [*installed_for(meant), *own_operations(operations)])
