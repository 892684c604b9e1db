"""Lower a program to pure functions: what it draws, and what it computes.

A network with all decisions taken and a space with open ones take the same path: a `Select` is a
`choose` by the genome's value at its locus, a number or a traced one. Parameters and statistics are
trees `{path: {name: array}}` with only the steps that have some; those of the arms of a
`Select` lie under its path by the arm's number.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array

from nasdsl.errors import BackendError, nearest
from nasdsl.program.graph import Apply, Program, Select, State, Step
from nasdsl_flax.choose import choose
from nasdsl_flax.rule import Context, Leaf, Rule
from nasdsl_flax.rules import RULES

Tree = Mapping[str, Any]
Genome = Sequence[int] | Array


def check(program: Program) -> None:
    """Every operation has a rule.

    Raises:
        BackendError: one has none; named with the path of its occurrence.
    """
    for step, _ in program.applies():
        if step.op not in RULES:
            fact = f"the flax backend has no rule for '{step.op}' at {step.path}"
            raise BackendError(fact, nearest(step.op, RULES))


def parameters(program: Program) -> Tree:
    """The tree of the trained parameters, as `Leaf`s."""
    return _leaves(program, lambda rule: rule.leaves)


def statistics(program: Program) -> Tree:
    """The tree of what batch normalisation carries along, as `Leaf`s."""
    return _leaves(program, lambda rule: rule.stats)


def draw(leaves: Tree, key: Array) -> Tree:
    """Arrays for a tree of `Leaf`s.

    All come from one draw: compiling sixty small ones takes longer than training some networks.
    """
    flat, tree = jax.tree.flatten(leaves, is_leaf=lambda leaf: isinstance(leaf, Leaf))
    ...


def apply(
    program: Program,
    params: Tree,
    stats: Tree,
    genome: Genome,
    x: Array,
    context: Context,
) -> tuple[Array, Tree]:
    """The output for a batch, and the statistics after it.

    Args:
        program: of one input.
        params: as `parameters` describes, in the type of the arithmetic.
        stats: as `statistics` describes.
        genome: an integer a locus, for the decisions that are open; traced or not.
        x: the batch, n x height x width x channels.
        context: see there.
    """
    return _run(program, genome, params, stats, context, x)
