"""Lowering of programs to pure JAX functions: the arrays that they take, and what they compute.

One network and a supernet with open decisions take the same way: a select takes an arm by the value
of its decision, a number or a traced one. Parameters and statistics are trees `{path: {name:
array}}` with only the steps that have some; a select has one row of numbers that its arms share, a
loop the arrays of its body, with the rounds as the first axis.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax

from nasdsl.backend import rule_for
from nasdsl.program.graph import Apply, Loop, NamedWeights, Program, Select, State, Step
from nasdsl.program.instantiate import DecisionValues, of_round
from nasdsl_flax import kernel_masking, packing
from nasdsl_flax.choose import Branch, select, switch
from nasdsl_flax.draw import Tree
from nasdsl_flax.rule import Context, FlaxRule
from nasdsl_flax.rules import RULES

NAME = "flax"
NUMBER = "number"  # among the settings of an operation, that of its randomness
NONE: DecisionValues = {}
ArraysOf = Callable[[Apply, tuple[State, ...]], NamedWeights]
"""Which arrays of an operation: `Apply.weights` or `Apply.buffers`."""


def check_rules(program: Program) -> None:
    """Check that the backend has a rule for every operation of a program.

    Raises:
        BackendError: an operation has no rule; the message names it and its place.
    """
    for step, _ in program.applies():
        rule(step)


def rule(step: Apply) -> FlaxRule:
    """The function by which the backend computes an operation, nasdsl's or one that a user added.

    Raises:
        BackendError: the operation has no rule.
    """
    return rule_for(NAME, step, RULES)


def is_random(step: Apply) -> bool:
    """Whether an operation draws random numbers while it runs, as dropout does."""
    return step.known is not None and step.known.random


def parameters(program: Program) -> Tree:
    """The trained arrays of a network, each as shape and initialiser, by path and name."""
    return _weights(program, Apply.weights)


def statistics(program: Program) -> Tree:
    """The running statistics of a network, each as shape and initialiser, by path and name."""
    return _weights(program, Apply.buffers)


def _weights(program: Program, arrays_of: ArraysOf) -> Tree:
    by_path = {step.path: dict(arrays_of(step, states)) for step, states in program.applies()}
    return {path: weights for path, weights in by_path.items() if weights}


def shapes(program: Program, arrays_of: ArraysOf) -> packing.Shapes:
    """The shapes of the arrays that a program takes, as a tree; the same for all decisions.

    Args:
        program: a program with or without open decisions.
        arrays_of: gives the trained arrays of an operation (`Apply.weights`) or its running
            statistics (`Apply.buffers`).
    """
    by_path: dict[str, Any] = {}
    for step in program.steps:
        match step:
            case Apply():
                weights = arrays_of(step, tuple(map(program.state, step.inputs)))
                by_path[step.path] = {name: weight.shape for name, weight in weights.items()}
            case Select():
                length = row_length(step, arrays_of)
                by_path[step.path] = (length,) if length else ()
            case Loop(body, times):
                by_path[step.path] = _stack_shapes(shapes(body, arrays_of), times)
    return {path: below for path, below in by_path.items() if below}


def row_length(decision: Select, arrays_of: ArraysOf) -> int:
    """The length of the row of numbers that the arms of a select share: that of the largest arm.

    Args:
        decision: the select.
        arrays_of: gives the arrays of an operation that the row is for: the trained ones
            (`Apply.weights`) or the running statistics (`Apply.buffers`).
    """
    return max(packing.length(shapes(arm, arrays_of)) for arm in decision.arms)


def _stack_shapes(shapes: Any, times: int) -> Any:
    if isinstance(shapes, tuple):
        return (times, *shapes)
    return {name: _stack_shapes(below, times) for name, below in shapes.items()}


def apply(
    program: Program,
    settings: DecisionValues,
    context: Context,
    params: Tree,
    stats: Tree,
    *xs: Array,
) -> tuple[Array, Tree]:
    """The output of a program for a batch, and the running statistics after it.

    Args:
        program: the program; every operation has a rule.
        settings: the values of the open decisions: numbers, or traced arrays.
        context: whether the program trains, the random key, and the like.
        params: the parameters, in a tree as `shapes` describes it, of the type of the arithmetic.
        stats: the running statistics, in a tree as `shapes` describes it.
        xs: the inputs of the program, each n x height x width x channels.
    """
    tensors, after = list(xs), dict(stats)
    for step in program.steps:
        mine = params.get(step.path, NONE), stats.get(step.path, NONE)
        inputs = [tensors[t] for t in step.inputs]
        y, new = _lower_step(step, settings.get(step.path, NONE), context, *mine, *inputs)
        tensors.append(y)
        after |= {step.path: new} if step.path in stats else {}
    return tensors[program.output], after


def _lower_step(
    step: Step, settings: DecisionValues, context: Context, params: Any, stats: Any, *xs: Array
) -> tuple[Array, Any]:
    match step:
        case Apply():
            return rule(step)(params, stats, step.arguments(), _at(context, step, settings), *xs)
        case Select(_, arms):
            branches = [partial(_lower_arm, arm, str(n), context) for n, arm in enumerate(arms)]
            operands = Operands(settings, context.key, params, stats, xs)
            if isinstance(settings["arm"], Array) and context.blended(step):
                return _blended(arms, branches, context, operands)
            return switch(settings["arm"], branches, operands)
        case Loop():
            return _lower_loop(step, settings, context, params, stats, *xs)


def _at(context: Context, step: Apply, settings: DecisionValues) -> Context:
    """The context of one operation, with a random key of its own."""
    if context.key is None:
        return context
    number = settings.get(NUMBER, zlib.crc32(step.path.encode()))
    return context._replace(key=jax.random.fold_in(context.key, number))


class Operands(NamedTuple):
    """What the arms of a select are computed from.

    Args:
        settings: values of the decisions within the arms, by the number of the arm.
        key: the random key of the arm that is taken; None if nothing is random.
        params: the row of numbers from whose start each arm takes its parameters.
        stats: the row of numbers from whose start each arm takes its running statistics.
        xs: the input tensors of the select, each n x height x width x channels.
    """

    settings: DecisionValues
    key: Array | None
    params: Any
    stats: Any
    xs: tuple[Array, ...]


def _lower_arm(
    arm: Program, number: str, context: Context, operands: Operands
) -> tuple[Array, Any]:
    """An arm as a function of the shared rows: it uses the start and returns the rest unchanged."""
    settings, key, params, stats, xs = operands
    mine = packing.cut(params, shapes(arm, Apply.weights)) if len(params) else NONE
    before = packing.cut(stats, shapes(arm, Apply.buffers)) if len(stats) else NONE
    below = settings.get(number, NONE)
    y, new = apply(arm, below, context._replace(key=key), mine, before, *xs)
    return y, packing.joined_row(new, stats) if len(stats) else stats


def _blended(
    arms: Sequence[Program],
    branches: Sequence[Branch],
    context: Context,
    operands: Operands,
) -> tuple[Array, Any]:
    """The output of the arm that is taken, all arms being computed, similar convolutions as one."""
    results: list[tuple[Array, Any]] = []
    places = np.zeros(len(arms), np.int32)
    arm = operands.settings["arm"]
    for group in kernel_masking.groups(arms):
        places[group] = len(results)
        if len(group) == 1:
            results.append(branches[group[0]](operands))
        else:
            alike = [arms[n] for n in group]
            y = _convolved(alike, group, arm, context, operands.params, *operands.xs)
            results.append((y, operands.stats))
    return select(jnp.asarray(places)[arm], results)


def _convolved(
    arms: Sequence[Program],
    numbers: Sequence[int],
    arm_number: Array,
    context: Context,
    params: Any,
    *xs: Array,
) -> Array:
    """The output of the convolution that is taken, computed by the largest of these arms."""
    largest = kernel_masking.convolution(arms[-1])
    x, before = xs[largest.inputs[0]], arms[-1].inputs[largest.inputs[0]]
    kernels: list[Any] = []
    for arm in arms:
        step = kernel_masking.convolution(arm)
        mine = packing.cut(params, shapes(arm, Apply.weights))[step.path]
        kernels.append(kernel_masking.enlarged(mine, step, largest, before))
    place = jnp.argmax(jnp.asarray(numbers) == arm_number)
    y, _ = rule(largest)(select(place, kernels), NONE, largest.arguments(), context, x)
    return y


def _lower_loop(
    loop: Loop, settings: DecisionValues, context: Context, params: Tree, stats: Tree, *xs: Array
) -> tuple[Any, Tree]:
    """Rounds in sequence stay a loop where their decisions are traced.

    Rounds side by side are unrolled: a loop would copy the inputs and outputs of each of them, and
    all that their gradients keep once more.
    """
    starts, constant = (xs[: loop.times], xs[loop.times :]) if loop.side_by_side else ((), xs[1:])

    def once(x: Array, arrays: tuple[Any, ...]) -> tuple[Array, Any]:
        return apply(loop.body, arrays[0], context, *arrays[1:], x, *constant)

    if _are_numbers(settings) or starts:
        ys, news, x = [], [], xs[0]
        for n in range(loop.times):
            arrays = of_round(settings, n), of_round(params, n), of_round(stats, n)
            x, new = once(starts[n] if starts else x, arrays)
            ys.append(x)
            news.append(new)
        after = jax.tree.map(lambda *rounds: jnp.stack(rounds), *news)
        return (ys if starts else x), after
    return lax.scan(once, xs[0], (settings, params, stats))


def _are_numbers(settings: DecisionValues) -> bool:
    leaves = jax.tree.leaves(settings)
    return bool(leaves) and not any(isinstance(leaf, Array) for leaf in leaves)
