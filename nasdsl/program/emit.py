"""Adds operations and merges of a space to a program, with the adapters that shapes need."""

from __future__ import annotations

from collections.abc import Sequence as Many
from functools import lru_cache
from typing import TypeAlias

from nasdsl.genome.layout import Occurrence
from nasdsl.ops import FIT, IDENTITY, MERGES, REPEAT, Op, ShapeError, merging, resolve_arguments
from nasdsl.program.bindings import Environment
from nasdsl.program.builder import Piece
from nasdsl.program.graph import Apply, Scalar, State
from nasdsl.program.shapes import InvalidNetwork
from nasdsl.space.ir import Merge, Operation
from nasdsl.space.paths import repetitions

Arguments: TypeAlias = tuple[tuple[str, Scalar], ...]


@lru_cache(maxsize=1 << 12, typed=True)  # a space has few different operations, again and again
def _on(op: Op, before: State, names: tuple[str, ...], *values: Scalar) -> tuple[Arguments, State]:
    """All arguments of an operation, and its output's state, for stated arguments on a state."""
    args = resolve_arguments(op, dict(zip(names, values, strict=True)), before)
    return tuple(args.items()), op.shape(before, args)


class Assembly(Piece):
    """A piece of a program, with methods that add operations and merges of a space."""

    def apply(self, occurrence: Occurrence, env: Environment, tensor: int) -> int:
        """Add an operation and return the number of its output.

        Args:
            occurrence: the operation's node.
            env: what slots stand for, for its arguments.
            tensor: the number of its input.

        Raises:
            InvalidNetwork: the operation cannot take an input of this shape.
        """
        node = occurrence.node
        assert isinstance(node, Operation)
        before = self.state(tensor)
        names = [name for name, _ in node.args]
        stated = {
            name: self.decisions.value(part, env, before)
            for name, part in zip(names, occurrence.children(), strict=True)
        }
        try:
            args, after = _on(node.op, before, tuple(stated), *stated.values())
        except ShapeError as reason:
            raise InvalidNetwork(
                f"{node.name}: {reason}", occurrence.path, occurrence.placed.span, reason.help
            ) from None
        if node.op is FIT:
            return self.fit(occurrence, tensor, after)
        if node.op is IDENTITY:
            return tensor
        return self.step(occurrence, node.name, (tensor,), after, args=args, added=node.added)

    def step(
        self,
        occurrence: Occurrence,
        op: str,
        inputs: tuple[int, ...],
        after: State,
        *,
        args: Arguments = (),
        added: Op | None = None,
        path: str | None = None,
    ) -> int:
        """Add a step for an occurrence, and return the number of its output.

        Args:
            occurrence: the node, with its path and its place in the spec, which the step gets.
            op: the name of the operation.
            inputs: the numbers of its inputs.
            after: the state of its output.
            args: the values of its arguments.
            added: the description of an operation that a user added; None for one of the
                vocabulary.
            path: a path in place of that of the occurrence.
        """
        span = occurrence.placed.span
        return self.add(Apply(op, args, inputs, after, path or occurrence.path, added, span))

    def fit(self, occurrence: Occurrence, tensor: int, after: State) -> int:
        """Add the adapters that bring a tensor to a state; return the number of the last output.

        Args:
            occurrence: the `fit` or the merge that needs that state; the steps get its path.
            tensor: the number of the tensor, which is returned if it has that state already.
            after: the state.

        Raises:
            InvalidNetwork: no adapter leads to that state.
        """
        try:
            steps = merging.fitting(self.state(tensor), after)
        except ShapeError as reason:
            raise InvalidNetwork(
                f"fit: {reason}", occurrence.path, occurrence.placed.span, reason.help
            ) from None
        for step in steps:
            path = f"{occurrence.path}.repeat" if step.op == REPEAT.name else occurrence.path
            tensor = self.adapt(step, occurrence, path, tensor)
        return tensor

    def adapt(
        self, adapter: merging.Adapter | None, occurrence: Occurrence, path: str, tensor: int
    ) -> int:
        """Add an adapter, and return the number of its output.

        Args:
            adapter: the operation; without one, the result is `tensor`.
            occurrence: the node of the merge or `fit` that needs the adapter.
            path: the path of the step.
            tensor: the number of the tensor whose shape is changed.
        """
        if adapter is None:
            return tensor
        return self.step(
            occurrence, adapter.op, (tensor,), adapter.state, args=adapter.args, path=path
        )

    def join(self, occurrence: Occurrence, way: str, outputs: Many[int]) -> int:
        """Add a merge with the adapters that it needs, and return the number of its output.

        Args:
            occurrence: the merge's node.
            way: the name of the merge.
            outputs: the numbers of the tensors that are merged.

        Raises:
            InvalidNetwork: the shapes cannot be made to fit.
        """
        node = occurrence.node
        assert isinstance(node, Merge)
        try:
            adapters = merging.adapters(way, node.fit, [self.state(t) for t in outputs])
        except ShapeError as reason:
            span = occurrence.placed.span
            raise InvalidNetwork(str(reason), occurrence.path, span, reason.help) from None
        names = repetitions(f"{occurrence.path}.input", len(outputs))
        places = zip(adapters, names, outputs, strict=True)
        fitted = [self.adapt(adapter, occurrence, path, t) for adapter, path, t in places]
        after = MERGES[way].state([self.state(t) for t in fitted])
        return self.step(occurrence, way, tuple(fitted), after)
