"""Adds operations and merges of a space to a program, with what fits their shapes."""

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
    """A piece to which operations and merges of a space are added as steps."""

    def apply(self, occurrence: Occurrence, env: Environment, tensor: int) -> int:
        """Add the step of an operation, its arguments evaluated for the tensor that enters."""
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
                f"{node.name}: {reason}", occurrence.path, occurrence.placed.span
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
        """Add an operation for an occurrence; its path is the occurrence's if none is stated."""
        span = occurrence.placed.span
        return self.add(Apply(op, args, inputs, after, path or occurrence.path, added, span))

    def fit(self, occurrence: Occurrence, tensor: int, after: State) -> int:
        """Add the steps that give a tensor the shape of another state."""
        try:
            steps = merging.fitting(self.state(tensor), after)
        except ShapeError as reason:
            raise InvalidNetwork(
                f"fit: {reason}", occurrence.path, occurrence.placed.span
            ) from None
        for step in steps:
            path = f"{occurrence.path}.repeat" if step.op == REPEAT.name else occurrence.path
            tensor = self.adapt(step, occurrence, path, tensor)
        return tensor

    def adapt(
        self, adapter: merging.Adapter | None, occurrence: Occurrence, path: str, tensor: int
    ) -> int:
        """Add the step of an adapter of a merge's branch; without one, return the tensor."""
        if adapter is None:
            return tensor
        return self.step(
            occurrence, adapter.op, (tensor,), adapter.state, args=adapter.args, path=path
        )

    def join(self, occurrence: Occurrence, way: str, outputs: Many[int]) -> int:
        """Add the merge of these tensors, with the adapters that make them fit."""
        node = occurrence.node
        assert isinstance(node, Merge)
        try:
            adapters = merging.adapters(way, node.fit, [self.state(t) for t in outputs])
        except ShapeError as reason:
            raise InvalidNetwork(str(reason), occurrence.path, occurrence.placed.span) from None
        names = repetitions(f"{occurrence.path}.input", len(outputs))
        places = zip(adapters, names, outputs, strict=True)
        fitted = [self.adapt(adapter, occurrence, path, t) for adapter, path, t in places]
        after = MERGES[way].state([self.state(t) for t in fitted])
        return self.step(occurrence, way, tuple(fitted), after)
