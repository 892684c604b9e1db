"""Lower a program to pure functions: what it draws, and what it computes.

A network with all decisions taken and a space with open ones take the same path: a `Select` is a
`choose` by the genome's value at its locus, a number or a traced one. Parameters and statistics are
trees `{path: {name: array}}` with only the steps that have some; those of the arms of a
`Select` lie under its path by the arm's number.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import jax
from jax import Array

from nasdsl.backend import no_rule
from nasdsl.errors import nearest
from nasdsl.program.graph import Apply, Program, Select, Step
from nasdsl_flax.choose import choose
from nasdsl_flax.draw import Tree
from nasdsl_flax.rule import Context, Rule
from nasdsl_flax.rules import RULES

NAME = "flax"
Genome = Sequence[int] | Array


def check(program: Program) -> None:
    """See that every operation has a rule.

    Raises:
        BackendError: one has none; its message names the operation and its places.
    """
    for step, _ in program.applies():
        rules = step.added.rules if step.added else RULES
        if (NAME if step.added else step.op) not in rules:
            help = f"add one: rules={{'{NAME}': ...}}" if step.added else nearest(step.op, RULES)
            raise no_rule(NAME, step, help)


def rule(step: Apply) -> Rule:
    """The rule of an operation: that of the table, or what a user added."""
    return step.added.rules[NAME]() if step.added else RULES[step.op]


def parameters(program: Program) -> Tree:
    """What is trained: a tree of `Leaf`s."""
    return _leaves(program, lambda found: found.leaves)


def statistics(program: Program) -> Tree:
    """What is carried from batch to batch without being trained: a tree of `Leaf`s."""
    return _leaves(program, lambda found: found.stats)


def _leaves(program: Program, kind: Callable[[Rule], Callable[..., Any]]) -> Tree:
    found: dict[str, Any] = {}
    for step in program.steps:
        match step:
            case Apply():
                states = tuple(program.state(t) for t in step.inputs)
                found[step.path] = kind(rule(step))(dict(step.args), states)
            case Select():
                arms = {str(n): _leaves(arm, kind) for n, arm in enumerate(step.arms)}
                found[step.path] = {n: leaves for n, leaves in arms.items() if leaves}
    return {path: leaves for path, leaves in found.items() if leaves}


def apply(
    program: Program, genome: Genome, context: Context, params: Tree, stats: Tree, *xs: Array
) -> tuple[Array, Tree]:
    """The program's output for a batch, and the statistics after it.

    Args:
        program: what to compute; checked.
        genome: an integer a locus, for the decisions that are open; numbers or a traced vector.
        context: training or not; its key is the program's.
        params: as `parameters` describes, in the type of the arithmetic.
        stats: as `statistics` describes.
        xs: the inputs, each n x height x width x channels.
    """
    tensors, after = list(xs), dict(stats)
    for step in program.steps:
        mine = params.get(step.path, {}), stats.get(step.path, {})
        inputs = [tensors[t] for t in step.inputs]
        y, new = _step(step, genome, context, *mine, *inputs)
        tensors.append(y)
        after |= {step.path: new} if new else {}
    return tensors[program.output], after


def _step(
    step: Step, genome: Genome, context: Context, params: Tree, stats: Tree, *xs: Array
) -> tuple[Array, Tree]:
    match step:
        case Apply():
            return rule(step).apply(params, stats, dict(step.args), _at(context, step), *xs)
        case Select():
            arms = [partial(_arm, arm, str(n), context) for n, arm in enumerate(step.arms)]
            return choose(genome[step.locus], arms, genome, context.key, params, stats, *xs)


def _at(context: Context, step: Step) -> Context:
    """The context of an occurrence: its randomness is its own, wherever it stands."""
    if context.key is None:
        return context
    return context._replace(key=jax.random.fold_in(context.key, zlib.crc32(step.path.encode())))


def _arm(
    arm: Program,
    number: str,
    context: Context,
    genome: Genome,
    key: Array | None,
    params: Tree,
    stats: Tree,
    *xs: Array,
) -> tuple[Array, Tree]:
    """One arm as a branch: it changes its own statistics and hands on those of the others."""
    mine = params.get(number, {}), stats.get(number, {})
    y, new = apply(arm, genome, context._replace(key=key), *mine, *xs)
    return y, {**stats, number: new} if new else stats
