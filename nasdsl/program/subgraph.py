"""Fragments: steps of a program while it is planned, which may take tensors from outside.

Inside a fragment its steps have the numbers 0, 1, ...; a tensor from outside has a negative number,
computed from its number there: `outer` and `inner` convert one to the other. So a fragment can be
compared with others, cut and moved before its inputs are known.

The input of a fragment that can be put on several tensors, as a repetition is, has the number
`ENTERING` in the fragment, whichever tensor that is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from nasdsl.program.graph import Apply, DefinitionUse, Loop, Program, Select, State, Step

ENTERING = -1  # what enters a piece, by its number inside; no tensor from around has it


def outer(tensor: int) -> int:
    """The number, inside a fragment, of the tensor with the number `tensor` outside of it."""
    return -2 * tensor - 3 if tensor >= 0 else 2 * tensor


def inner(tensor: int) -> int:
    """The number, outside a fragment, of the tensor with the negative number `tensor` inside it."""
    return (-tensor - 3) // 2 if tensor % 2 else tensor // 2


@dataclass(frozen=True, slots=True)
class Fragment:
    """Steps, and the number of their output; inputs and output may be tensors from outside."""

    steps: tuple[Step, ...]
    output: int

    def pruned(self) -> Fragment:
        """The same fragment without steps on which its output does not depend."""
        needed = {self.output}
        for number in range(len(self.steps) - 1, -1, -1):
            if number in needed:
                needed.update(self.steps[number].inputs)
        numbers = [n for n in range(len(self.steps)) if n in needed]
        return self if len(numbers) == len(self.steps) else self.cut(numbers, {})

    def cut(self, chosen: Sequence[int], instead: dict[int, int]) -> Fragment:
        """A fragment of some steps of this one.

        Args:
            chosen: the numbers of the steps, in order.
            instead: for outputs of other steps, by number, the numbers of tensors that replace
                them.
        """
        numbers = {old: new for new, old in enumerate(chosen)} | instead
        steps = tuple(moved_step(self.steps[old], numbers) for old in chosen)
        return Fragment(steps, numbers.get(self.output, self.output))

    def on(self, tensor: int) -> Fragment:
        """The same fragment with `ENTERING` replaced by another tensor, by its number inside."""
        return self.cut(range(len(self.steps)), {ENTERING: tensor})

    def takes(self) -> list[int]:
        """The numbers inside of the tensors from outside that it takes, in order of first use."""
        used = [t for step in self.steps for t in step.inputs] + [self.output]
        return list(dict.fromkeys(t for t in used if t < 0))

    def program(
        self,
        inputs: Sequence[int],
        state: Callable[[int], State],
        uses: tuple[DefinitionUse, ...] = (),
    ) -> Program:
        """The fragment as a separate program.

        Args:
            inputs: the tensors from outside that become its inputs, by their numbers inside.
            state: gives the state of such a tensor.
            uses: the uses of definitions in it.
        """
        numbers = {t: number for number, t in enumerate(inputs)}
        numbers |= {n: len(inputs) + n for n in range(len(self.steps))}
        steps = tuple(moved_step(step, numbers) for step in self.steps)
        return Program(
            tuple(map(state, inputs)), _distinct_paths(steps), numbers[self.output], uses
        )


def moved_step(step: Step, numbers: dict[int, int], path: str | None = None) -> Step:
    """A step with other inputs, and with another path if one is given.

    Args:
        step: the step.
        numbers: the new number of each input; inputs that are not in the mapping stay.
        path: the new path.
    """
    inputs = tuple([numbers.get(t, t) for t in step.inputs])
    path = path or step.path
    if isinstance(step, Apply):
        return step.at(path, inputs)
    return replace(step, inputs=inputs, path=path)


def _distinct_paths(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Steps of different paths: where two have one, the later one's gets a number."""
    times: dict[str, int] = {}
    result: list[Step] = []
    for step in steps:
        number = times[step.path] = times.get(step.path, 0) + 1
        result.append(step if number == 1 else replace(step, path=f"{step.path}'{number}"))
    return tuple(result)


class Forms:
    """Gives fragments numbers, which are equal if they compute the same, whatever their paths.

    The *whole* of a fragment says all that it computes; its *outline* leaves out the decisions in
    it, and which tensors it takes from outside.
    """

    def __init__(self) -> None:
        self._numbers: dict[object, int] = {}
        self._programs: dict[int, tuple[Program, tuple[int, int]]] = {}

    def whole(self, fragment: Fragment) -> int:
        """A number that is equal for fragments that compute the same from the same tensors."""
        return self._number(tuple(map(self.step, fragment.steps)), fragment.output)

    def step(self, step: Step) -> int:
        """A number that is equal for steps that compute the same from the same tensors."""
        return self._number(self._head(step, 0), step.inputs)

    def outline(self, fragment: Fragment) -> int:
        """A number that is equal for fragments that differ only in decisions and inputs."""
        places = {t: -1 - place for place, t in enumerate(fragment.takes())}
        steps = tuple(
            (self._head(step, 1), tuple(places.get(t, t) for t in step.inputs))
            for step in fragment.steps
        )
        return self._number(steps, places.get(fragment.output, fragment.output))

    def _head(self, step: Step, outlined: int) -> int:
        match step:
            case Select(decision, arms):
                own = None if outlined else decision
                return self._number("select", own, *(self._of(arm, outlined) for arm in arms))
            case Loop(body, times, side_by_side):
                return self._number("loop", self._of(body, outlined), times, side_by_side)
            case Apply(op, args, _, state, _, added):
                return self._number(op, args, state, id(added))

    def _of(self, program: Program, outlined: int) -> int:
        if id(program) not in self._programs:
            both = (self._form(program, 0), self._form(program, 1))
            self._programs[id(program)] = program, both
        return self._programs[id(program)][1][outlined]

    def _form(self, program: Program, outlined: int) -> int:
        steps = tuple((self._head(step, outlined), step.inputs) for step in program.steps)
        return self._number(program.inputs, steps, program.output)

    def _number(self, *what: object) -> int:
        return self._numbers.setdefault(what, len(self._numbers))
