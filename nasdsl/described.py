"""From a syntax tree, and what goes before it, to a search space."""

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
        overrides: settings that go before the spec's own, as `nasdsl.load` has them.
        input: height, width and channels of the input, in place of those that the spec states.
        operations: your own, besides the vocabulary and those of installed distributions.

    Raises:
        NasdslError: the name of an operation is taken.
        SpecError: all that is wrong with it.
    """
    meant = spec if input is None else ast.with_input(spec, input)
    return SearchSpace(meant, overrides, [*installed_for(meant), *own_operations(operations)])
