"""Fragments: steps of a program while it is planned, which may take tensors from outside.

In a fragment, the outputs of its steps have the numbers 0, 1, ... A tensor from outside has a
negative number there: `outer` computes it from the number in the piece of the program around, and
`inner` computes that number again. So a fragment can be compared with others, cut and moved before
its inputs are known.

A fragment that can be put on several tensors, as a repetition is, has the number -1 (`ENTERING`)
for the tensor that enters it, whichever that is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from nasdsl.program.graph import Apply, DefinitionUse, Loop, Program, Select, State, Step

ENTERING = -1  # what enters a piece, by its number inside; no tensor from around has it


def outer(tensor: int) -> int:
    """The negative number that a tensor from outside has in a fragment.

    Args:
        tensor: its number in the piece of the program that contains the fragment.
    """
    return -2 * tensor - 3 if tensor >= 0 else 2 * tensor


def inner(tensor: int) -> int:
    """The number that a tensor has in the piece of the program that contains a fragment.

    Args:
        tensor: its negative number in the fragment, but not that of the tensor that enters (-1).
    """
    return (-tensor - 3) // 2 if tensor % 2 else tensor // 2


@dataclass(frozen=True, slots=True)
class Fragment:
    """Steps of a program while it is planned, and the number of the tensor that is their output.

    The outputs of the steps are numbered from 0. Tensors with negative numbers come from outside of
    the fragment; a step can take them, and one can be the output.
    """

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
        """A fragment of some steps of this one, numbered from 0; its output is that of this one.

        Args:
            chosen: the numbers of the steps that are kept, ascending.
            instead: for tensors of this fragment that the new one does not compute (of steps that
                are left out, or from outside), by number: the number of the tensor that takes its
                place, as the new fragment numbers it. It also replaces the output.
        """
        numbers = {old: new for new, old in enumerate(chosen)} | instead
        steps = tuple(moved_step(self.steps[old], numbers) for old in chosen)
        return Fragment(steps, numbers.get(self.output, self.output))

    def on(self, tensor: int) -> Fragment:
        """The same fragment with a given tensor in place of the one that enters (number -1).

        Args:
            tensor: the number of that tensor in the fragment, negative as it comes from outside.
        """
        return self.cut(range(len(self.steps)), {ENTERING: tensor})

    def takes(self) -> list[int]:
        """The negative numbers of the tensors from outside that it takes, in order of first use."""
        used = [t for step in self.steps for t in step.inputs] + [self.output]
        return list(dict.fromkeys(t for t in used if t < 0))

    def program(
        self,
        inputs: Sequence[int],
        state: Callable[[int], State],
        uses: tuple[DefinitionUse, ...] = (),
    ) -> Program:
        """The fragment as a separate program, whose inputs are tensors from outside.

        Args:
            inputs: the negative numbers of these tensors in the fragment, in the order of the
                inputs.
            state: gives the state of a tensor from outside by that number.
            uses: the uses of definitions that the program is to list.
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
    """Gives fragments numbers by which they are compared, whatever paths their steps have.

    Fragments with equal numbers compute the same (`whole`), or would do so with the same decisions
    and the same tensors from outside (`outline`).
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
