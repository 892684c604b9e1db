"""The canonical form of an architecture, and its digest: what a network *is*.

Rules (set `structural`): identities and operations that nothing takes are not there, nor are those
whose arguments make them identities, sums of sums are one sum, likewise products and maxima, and
the order of what is added, multiplied, averaged or compared does not count; that of concatenated
branches does. Tensors that are used twice stay one tensor.

Equal digests mean equal forms (up to a collision of SHA-256): the text from which a digest is made
says the whole graph. What looks alike by what it is made of is told apart by what takes it, as far
as refining colours of the graph can.
"""

from __future__ import annotations

import hashlib

from nasdsl.program.graph import Apply, Loop, Program, Select
from nasdsl.space.ops import MERGES


def digest(program: Program) -> str:
    """32 hexadecimal digits: the same for programs of one canonical form."""
    form = _Form(program)
    form.settle(program.output)
    return _hash(form.text(program.output))


class _Form:
    """The canonical order of what every operation of a program takes."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.inputs: list[list[int]] = []
        self.outlines: list[str] = []
        for tensor in range(len(program.inputs) + len(program.steps)):
            self.inputs.append(self._inputs(tensor))
            heads = [self._head(tensor), *(self.outlines[each] for each in self.inputs[tensor])]
            self.outlines.append(_hash("\n".join(heads)))

    def settle(self, output: int) -> None:
        """Order what looks alike by what takes it, and by what takes that, and so on."""
        reached = self._reached(output)
        unsettled = [each for each in reached if self._looks_alike(each)]
        colors = self._colors(reached) if unsettled else {}
        for here in unsettled:
            texts = {each: self.text(each) for each in self.inputs[here]}
            self.inputs[here].sort(key=lambda e: (self.outlines[e], colors[e], texts[e]))

    def _reached(self, output: int) -> list[int]:
        """The tensors from which an output is made, in the order in which they are made."""
        reached, pending = set[int](), [self._skip(output)]
        while pending:
            here = pending.pop()
            if here not in reached:
                reached.add(here)
                pending += self.inputs[here]
        return sorted(reached)

    def _looks_alike(self, tensor: int) -> bool:
        """Whether an operation takes in any order what differs but has one outline."""
        taken = set(self.inputs[tensor])
        return self._any_order(tensor) and len({self.outlines[t] for t in taken}) < len(taken)

    def _colors(self, reached: list[int]) -> dict[int, str]:
        """Outlines, refined until what takes a tensor tells no more of them apart."""
        colors = {tensor: self.outlines[tensor] for tensor in reached}
        while True:
            takers: dict[int, list[str]] = {tensor: [] for tensor in reached}
            for tensor in reached:
                for place, each in enumerate(self.inputs[tensor]):
                    at = "any" if self._any_order(tensor) else str(place)
                    takers[each].append(f"{colors[tensor]} {at}")
            refined: dict[int, str] = {}
            for tensor in reached:
                inputs = [refined[each] for each in self.inputs[tensor]]
                inputs = sorted(inputs) if self._any_order(tensor) else inputs
                told = [colors[tensor], *inputs, "to", *sorted(takers[tensor])]
                refined[tensor] = _hash("\n".join(told))
            if len(set(refined.values())) == len(set(colors.values())):
                return refined
            colors = refined

    def text(self, tensor: int) -> str:
        """The subgraph that gives a tensor: each operation once, numbered as it is first needed."""
        numbers: dict[int, int] = {}
        lines: list[str] = []
        pending = [self._skip(tensor)]
        while pending:
            here = pending[-1]
            missing = [each for each in self.inputs[here] if each not in numbers]
            if here in numbers:
                pending.pop()
            elif missing:
                pending += reversed(missing)
            else:
                numbers[here] = len(numbers)
                taken = ",".join(str(numbers[each]) for each in self.inputs[here])
                lines.append(f"{self._head(here)}({taken})")
        return "\n".join(lines)

    def _head(self, tensor: int) -> str:
        """The operation by itself."""
        step = self._step(tensor)
        match step:
            case None:
                return f"input {self.program.inputs[tensor]}"
            case Apply(op, args):
                return f"{op} {' '.join(f'{name}={value}' for name, value in args)}"

    def _inputs(self, tensor: int) -> list[int]:
        """The tensors that an operation takes, past identities, by their outlines where it may.

        Outlines are trees, blind to what is shared.
        """
        step = self._step(tensor)
        if step is None:
            return []
        inputs = [self._skip(each) for each in step.inputs]
        if not self._any_order(tensor):
            return inputs
        if MERGES[step.op].associative:
            inputs = [leaf for each in inputs for leaf in self._flattened(step, each)]
        return sorted(inputs, key=lambda each: self.outlines[each])

    def _any_order(self, tensor: int) -> bool:
        step = self._step(tensor)
        return step is not None and step.op in MERGES and MERGES[step.op].commutative

    def _flattened(self, merge: Apply, tensor: int) -> list[int]:
        """The branches, flat already, of a merge within one of the same kind and shape."""
        step = self._step(tensor)
        if step is None or step.op != merge.op or step.state != merge.state:
            return [tensor]
        return self.inputs[tensor]

    def _skip(self, tensor: int) -> int:
        """The tensor that this one is, past operations that change nothing."""
        step = self._step(tensor)
        while step and self._changes_nothing(step):
            tensor = step.inputs[0]
            step = self._step(tensor)
        return tensor

    def _changes_nothing(self, step: Apply) -> bool:
        op = step.known
        before = self.program.state(step.inputs[0])
        return op is not None and op.identity(before, step.state, dict(step.args))

    def _step(self, tensor: int) -> Apply | None:
        here = tensor - len(self.program.inputs)
        step = None if here < 0 else self.program.steps[here]
        if isinstance(step, Select | Loop):
            raise AssertionError("a network has no open decisions")
        return step


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
