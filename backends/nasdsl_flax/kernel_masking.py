"""Convolutions of several kernel sizes as one: smaller kernels are zero-padded to the largest.

Where all arms of a select are computed anyway, one convolution then serves all of them.
"""

from __future__ import annotations

from collections.abc import Sequence

import jax.numpy as jnp

from nasdsl.program.graph import Apply, Program, State
from nasdsl_flax.conv import taps, window
from nasdsl_flax.rule import Params

SIZED = {"height", "width", "padding"}


def groups(arms: Sequence[Program]) -> list[list[int]]:
    """The numbers of arms, from 0, in groups that one convolution can compute; others are alone.

    In a group, the arm with the largest kernel comes last.
    """
    by_kind: dict[object, list[int]] = {}
    for number, arm in enumerate(arms):
        by_kind.setdefault(_kind(arm) or number, []).append(number)
    return [part for group in by_kind.values() for part in _nested(arms, group)]


def convolution(arm: Program) -> Apply:
    """The convolution that is the only step of an arm."""
    (step,) = arm.steps
    assert isinstance(step, Apply)
    return step


def enlarged(params: Params, step: Apply, largest: Apply, before: State) -> Params:
    """A convolution's parameters, with its kernel zero-padded to the size of a larger convolution.

    With them the larger convolution computes what the smaller one does.

    Args:
        params: the arrays of the smaller convolution by name.
        step: the smaller convolution.
        largest: the larger convolution.
        before: the state that enters both.
    """
    name = _kernel(step)
    assert name is not None
    starts = kernel_offsets(step, largest, before)
    sizes = zip(starts or (), taps(dict(step.args)), taps(dict(largest.args)), strict=True)
    around = [(start, most - own - start) for start, own, most in sizes]
    return {**params, name: jnp.pad(params[name], [*around, (0, 0), (0, 0)])}


def kernel_offsets(step: Apply, largest: Apply, before: State) -> tuple[int, ...] | None:
    """Where a kernel lies in a larger one, so that both convolutions compute the same.

    Args:
        step: the convolution with the smaller kernel.
        largest: the convolution with the larger kernel.
        before: the state that enters both.

    Returns:
        For height and width, how many taps of the larger kernel come first; None if the smaller
        kernel has no such place.
    """
    own, most = (_zeros_before(conv, before) for conv in (step, largest))
    dilation = int(dict(step.args).get("dilation", 1))
    offsets: list[int] = []
    sizes = zip(own, most, taps(dict(step.args)), taps(dict(largest.args)), strict=True)
    for zeros, larger, size, largest_size in sizes:
        start, rest = divmod(larger - zeros, dilation)
        if rest or not 0 <= start <= largest_size - size:
            return None
        offsets.append(start)
    return tuple(offsets)


def _kernel(step: Apply) -> str | None:
    return step.known.kernel if step.known else None


def _zeros_before(step: Apply, state: State) -> list[int]:
    """The zeros before the image, an axis."""
    args = dict(step.args)
    return [before for before, _ in window(args, (state.height, state.width), taps(args)).pads]


def _kind(arm: Program) -> object:
    """What convolutions must have in common; None for an arm that is no convolution alone."""
    step = arm.steps[0] if len(arm.steps) == 1 else None
    if not isinstance(step, Apply) or _kernel(step) is None or arm.output != len(arm.inputs):
        return None
    return (
        step.op,
        step.inputs,
        tuple(argument for argument in step.args if argument[0] not in SIZED),
    )


def _nested(arms: Sequence[Program], group: list[int]) -> list[list[int]]:
    """The group as one, if all its kernels lie in the largest; else each arm by itself."""
    if len(group) == 1:
        return [group]
    steps = {number: convolution(arms[number]) for number in group}
    group = sorted(group, key=lambda number: taps(dict(steps[number].args)))
    largest = steps[group[-1]]
    before = arms[0].inputs[largest.inputs[0]]
    if any(kernel_offsets(step, largest, before) is None for step in steps.values()):
        return [[number] for number in group]
    return [group]
