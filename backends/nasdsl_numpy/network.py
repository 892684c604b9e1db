"""A program as a callable NumPy network: its parameters, and the evaluation of its steps."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import ArrayLike

from nasdsl.backend import rule_for
from nasdsl.program.graph import Apply, NamedWeights, Program, State
from nasdsl_numpy.rule import Array, Params
from nasdsl_numpy.rules import RULES

NAME = "numpy"
Tree = Mapping[str, Params]
"""Arrays by the path of the step that they are of, then by their names."""


class NumpyNetwork:
    """A network that can be called with images.

    `params` are its trainable arrays and `stats` its running statistics, each by the path of the
    operation and by name.

    Args:
        program: what the network computes, without open decisions.
        seed: the number, from 0, that determines the initial parameters.

    Raises:
        BackendError: an operation has no rule.
    """

    params: Tree
    stats: Tree

    def __init__(self, program: Program, seed: int) -> None:
        rng = np.random.default_rng(seed)
        self.program = program
        for step, _ in program.applies():
            rule_for(NAME, step, RULES)  # which raises what is missing
        self.params = _drawn(program, Apply.weights, rng)
        self.stats = _drawn(program, Apply.buffers, rng)

    def __call__(self, x: ArrayLike, training: bool = False) -> Array:
        """The outputs for a batch, in float64; nothing is dropped.

        Args:
            x: n x height x width x channels.
            training: normalise with the statistics of the batch, towards which `stats` then move.

        Returns:
            n x channels where the output has a single position, as logits have, otherwise
            n x height x width x channels.
        """
        images = np.asarray(x, np.float64)
        y, self.stats = compute_program(self.program, self.params, self.stats, training, images)
        return y[:, 0, 0] if y.shape[1:3] == (1, 1) else y


def compute_program(
    program: Program, params: Tree, stats: Tree, training: bool, *xs: Array
) -> tuple[Array, Tree]:
    """The output of a program for a batch, and the running statistics after it.

    Args:
        program: the program, without open decisions.
        params: the trainable arrays, by the path of the operation and by name.
        stats: the running statistics, by the path of the operation and by name.
        training: whether norms use the batch's own statistics.
        xs: the inputs, each n x height x width x channels.
    """
    tensors, after = list(xs), dict(stats)
    for step, _ in program.applies():
        held = params.get(step.path, {}), stats.get(step.path, {})
        inputs = [tensors[tensor] for tensor in step.inputs]
        y, moved = rule_for(NAME, step, RULES)(*held, step.arguments(), training, *inputs)
        tensors.append(y)
        after |= {step.path: moved} if moved else {}
    return tensors[program.output], after


def _drawn(
    program: Program,
    kind: Callable[[Apply, tuple[State, ...]], NamedWeights],
    rng: np.random.Generator,
) -> Tree:
    """The arrays of one kind of all steps that have some."""
    drawn: dict[str, Params] = {}
    for step, states in program.applies():
        weights = kind(step, states)
        arrays = {n: rng.normal(w.mean, w.deviation, w.shape) for n, w in weights.items()}
        drawn |= {step.path: arrays} if arrays else {}
    return drawn
