"""Lowers selects to the form that compiles and runs fastest.

Arms that differ only in decisions or inputs become one arm. Steps that all arms have in common are
moved before the select. Arms that are chains around one costly operation (`relu -> op`, `op ->
batch_norm`) are split into a select before it, the operation, and a select after it. A select that
is a whole arm is merged into the outer one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from nasdsl.program import cost
from nasdsl.program.decision_expr import Decision, Fixed, either_decision, looked_up
from nasdsl.program.graph import Apply, Loop, Program, Select, State, Step
from nasdsl.program.subgraph import Forms, Fragment, inner, moved_step, outer

Combine = Callable[[Sequence[Decision]], Decision]


class SelectContext(Protocol):
    """What `select` needs of the piece of a program to which it adds steps."""

    forms: Forms

    def add(self, step: Step) -> int:
        """Append a step, and return the number of its output."""
        ...

    def state(self, tensor: int) -> State:
        """The state of a tensor, by its number."""
        ...


def select(around: SelectContext, decision: Decision, arms: Sequence[Fragment], path: str) -> int:
    """Add a select among fragments, and return the number of its output.

    Args:
        around: the piece to which it is added.
        decision: gives the number of the arm.
        arms: the fragments, whose outputs have one state.
        path: the path of the select.
    """
    arms, decision = _merge_equal_arms(around, decision, [arm.pruned() for arm in arms], path)
    if len(arms) == 1:
        return inline_fragment(around, arms[0])
    hoisted = _hoisted(around, arms)
    if hoisted != arms:
        return select(around, decision, hoisted, path)
    parted = _around_one(around, arms)
    if parted:
        before, within, after = parted
        tensor = select(around, decision, before, path)
        tensor = select(around, decision, [_onto(arm, tensor) for arm in within], path)
        return select(around, decision, [_onto(arm, tensor) for arm in after], path)
    return _flattened_arms(around, decision, arms, path)


def inline_fragment(around: SelectContext, fragment: Fragment) -> int:
    """Add the steps of a fragment to a piece of a program.

    Args:
        around: the piece.
        fragment: the fragment.

    Returns:
        The number, in the piece, of the fragment's output.
    """
    numbers = {t: inner(t) for t in fragment.takes()}
    for number, step in enumerate(fragment.steps):
        numbers[number] = around.add(moved_step(step, numbers))
    return numbers[fragment.output]


# arms that are alike


def _merge_equal_arms(
    around: SelectContext, decision: Decision, arms: Sequence[Fragment], path: str
) -> tuple[list[Fragment], Decision]:
    """Arms with those that differ only in decisions and inputs merged, and the new decision."""
    outlines = [around.forms.outline(arm) for arm in arms]
    groups = list(dict.fromkeys(outlines))
    table = [groups.index(outline) for outline in outlines]
    merged: list[Fragment] = []
    for number in range(len(groups)):
        members = [arm for arm, group in zip(arms, table, strict=True) if group == number]
        wholes = [around.forms.whole(arm) for arm in members]
        distinct = list(dict.fromkeys(wholes))
        place = iter([distinct.index(whole) for whole in wholes])
        which = looked_up(decision, [next(place) if g == number else 0 for g in table])
        merged.append(
            _merge_members(around, which, [members[wholes.index(w)] for w in distinct], path)
        )
    return merged, looked_up(decision, table)


def _merge_members(
    around: SelectContext, which: Decision, members: Sequence[Fragment], path: str
) -> Fragment:
    """One fragment for members that differ in decisions and inputs; inputs are selected first."""
    if len(members) == 1:
        return members[0]
    common = united(members, lambda decisions: either_decision(which, decisions))
    steps: list[Step] = []
    chosen: dict[int, int] = {}
    for mine, *theirs in zip(*(member.takes() for member in members), strict=True):
        if any(tensor != mine for tensor in theirs):
            inputs = list(dict.fromkeys([mine, *theirs]))
            states = tuple(around.state(inner(tensor)) for tensor in inputs)
            by = looked_up(which, [inputs.index(tensor) for tensor in [mine, *theirs]])
            pick = tuple(Program(states, (), number) for number in range(len(inputs)))
            chosen[mine] = len(steps)
            steps.append(Select(by, pick, tuple(inputs), states[0], f"{path}.input"))
    numbers = {n: n + len(steps) for n in range(len(common.steps))} | chosen
    moves = tuple(moved_step(step, numbers) for step in common.steps)
    return Fragment((*steps, *moves), numbers.get(common.output, common.output))


def united(fragments: Sequence[Fragment], combine: Combine) -> Fragment:
    """One fragment for several that are equal except for their decisions.

    Args:
        fragments: the fragments, at least one.
        combine: for each place at which the fragments have a decision, makes the decision of the
            result there from theirs, in the order of the fragments.
    """
    rows = zip(*(fragment.steps for fragment in fragments), strict=True)
    return replace(fragments[0], steps=tuple(_united(steps, combine) for steps in rows))


def _united(steps: Sequence[Step], combine: Combine) -> Step:
    first = steps[0]
    match first:
        case Apply():
            return first
        case Select():
            same = [step for step in steps if isinstance(step, Select)]
            arms = zip(*(step.arms for step in same), strict=True)
            decision = combine([step.decision for step in same])
            return replace(
                first,
                decision=decision,
                arms=tuple(_united_program(alternatives, combine) for alternatives in arms),
            )
        case Loop():
            bodies = [step.body for step in steps if isinstance(step, Loop)]
            return replace(first, body=_united_program(bodies, combine))


def _united_program(programs: Sequence[Program], combine: Combine) -> Program:
    rows = zip(*(program.steps for program in programs), strict=True)
    return replace(programs[0], steps=tuple(_united(steps, combine) for steps in rows))


# what all arms do


def _hoisted(around: SelectContext, arms: list[Fragment]) -> list[Fragment]:
    """The arms without the steps that all share at the start, added before the select."""
    arms = list(arms)
    while True:
        numbers = _common_step(around.forms, arms)
        if numbers is None:
            return arms
        first = arms[0].steps[numbers[0]]
        tensor = around.add(moved_step(first, {t: inner(t) for t in first.inputs}))
        arms = [_without(arm, n, outer(tensor)) for arm, n in zip(arms, numbers, strict=True)]


def _common_step(forms: Forms, arms: Sequence[Fragment]) -> list[int] | None:
    """For each arm, the number of a step that all arms share and that needs only outer tensors."""
    free = [
        {forms.step(s): n for n, s in reversed([*enumerate(arm.steps)]) if max(s.inputs) < 0}
        for arm in arms
    ]
    shared = [form for form in free[0] if all(form in steps for steps in free[1:])]
    if not shared:
        return None
    form = min(shared, key=lambda candidate: free[0][candidate])
    return [steps[form] for steps in free]


def _without(arm: Fragment, number: int, tensor: int) -> Fragment:
    return arm.cut([n for n in range(len(arm.steps)) if n != number], {number: tensor})


# rows around one costly operation


def _around_one(
    around: SelectContext, arms: Sequence[Fragment]
) -> tuple[list[Fragment], list[Fragment], list[Fragment]] | None:
    """For each arm, its steps before, at and after the costliest operation that several share.

    The later parts take the output of the earlier one as tensor 0. None where the arms are not
    chains that can be split so.
    """
    start = {t for arm in arms for t in arm.takes()}
    if len(start) != 1 or not all(map(_is_row, arms)):
        return None
    (source,) = start
    forms = [[around.forms.step(_onto_step(s, outer(0))) for s in arm.steps] for arm in arms]
    costly = {
        form: _weight(step, _state_before(around, arm, n))
        for arm, row in zip(arms, forms, strict=True)
        for n, (form, step) in enumerate(zip(row, arm.steps, strict=True))
    }
    shared = [f for f, w in costly.items() if w and sum(f in row for row in forms) > 1]
    for form in sorted(shared, key=lambda f: -costly[f]):
        parted = [_split_arm(arm, row, form, source) for arm, row in zip(arms, forms, strict=True)]
        if _states_agree(around, parted, source):
            before, within, after = (list(column) for column in zip(*parted, strict=True))
            if any(arm.steps for arm in (*before, *after)):
                return before, within, after
    return None


def _is_row(arm: Fragment) -> bool:
    """Whether the steps are a chain: each takes the output of the one before, and nothing else."""
    if not arm.steps:
        return True
    first, *others = (step.inputs for step in arm.steps)
    in_order = all(inputs == (n,) for n, inputs in enumerate(others))
    return len(first) == 1 and in_order and arm.output == len(others)


def _split_arm(
    arm: Fragment, row: Sequence[int], form: int, source: int
) -> tuple[Fragment, Fragment, Fragment]:
    at = row.index(form) if form in row else len(row)
    return (
        _slice(arm, 0, at, source),
        _slice(arm, at, at + 1, outer(0)),
        _slice(arm, at + 1, len(row), outer(0)),
    )


def _slice(arm: Fragment, start: int, stop: int, source: int) -> Fragment:
    steps = arm.steps[start:stop]
    renumbered = tuple(
        replace(step, inputs=(source if n == 0 else n - 1,)) for n, step in enumerate(steps)
    )
    return Fragment(renumbered, len(renumbered) - 1 if renumbered else source)


def _states_agree(
    around: SelectContext,
    parted: Sequence[tuple[Fragment, Fragment, Fragment]],
    source: int,
) -> bool:
    """Whether the tensors at both cuts have one state in all arms."""
    start = around.state(inner(source))
    befores = [before.steps[-1].state if before.steps else start for before, _, _ in parted]
    afters = [
        within.steps[-1].state if within.steps else state
        for (_, within, _), state in zip(parted, befores, strict=True)
    ]
    return len(set(befores)) == len(set(afters)) == 1


def _onto(arm: Fragment, tensor: int) -> Fragment:
    """A fragment without steps whose output is an outer tensor."""
    numbers = {outer(0): outer(tensor)}
    steps = tuple(moved_step(step, numbers) for step in arm.steps)
    return Fragment(steps, numbers.get(arm.output, arm.output))


def _onto_step(step: Step, tensor: int) -> Step:
    return replace(step, inputs=(tensor,))


def _state_before(around: SelectContext, arm: Fragment, number: int) -> State:
    source = arm.steps[number].inputs[0]
    return arm.steps[source].state if source >= 0 else around.state(inner(source))


def _weight(step: Step, before: State) -> int:
    """The largest number of multiply-accumulates of a step, over all of its arms."""
    return cost.macs(Program((before,), (replace(step, inputs=(0,)),), 1))


# decisions in arms


def _flattened_arms(
    around: SelectContext, decision: Decision, arms: Sequence[Fragment], path: str
) -> int:
    """Add the select, with selects that are arms replaced by their own arms."""
    flat: list[Fragment | tuple[Select, Program]] = []
    which: list[Decision] = []
    for arm in arms:
        only = arm.steps[0] if len(arm.steps) == 1 and arm.output == 0 else None
        if isinstance(only, Select):
            places = range(len(flat), len(flat) + len(only.arms))
            which.append(looked_up(only.decision, places))
            flat += [(only, inside) for inside in only.arms]
        else:
            which.append(Fixed(len(flat)))
            flat.append(arm)
    takes = [piece.takes() if isinstance(piece, Fragment) else piece[0].inputs for piece in flat]
    sources = list(dict.fromkeys(t for piece in takes for t in piece))
    states = tuple(around.state(inner(t)) for t in sources)
    programs = tuple(
        piece.program(sources, lambda t: around.state(inner(t)))
        if isinstance(piece, Fragment)
        else _over(piece[1], [sources.index(t) for t in piece[0].inputs], states)
        for piece in flat
    )
    state = programs[0].state(programs[0].output)
    inputs = tuple(map(inner, sources))
    return around.add(Select(either_decision(decision, which), programs, inputs, state, path))


def _over(program: Program, places: Sequence[int], states: tuple[State, ...]) -> Program:
    """The program with further inputs that it does not use."""
    first = len(program.inputs)
    numbers = dict(enumerate(places))
    numbers |= {first + n: len(states) + n for n in range(len(program.steps))}
    steps = tuple(moved_step(step, numbers) for step in program.steps)
    return Program(states, steps, numbers[program.output])
