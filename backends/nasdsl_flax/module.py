"""A network as an `nnx.Module`, for users who train it in a loop of their own."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jax import Array

from nasdsl.program.graph import Program
from nasdsl_flax import lower
from nasdsl_flax.device import device
from nasdsl_flax.draw import Tree, fill, noise
from nasdsl_flax.rule import Context


class FlaxNetwork(nnx.Module):
    """One network as a module of Flax.

    It behaves like a module put together from Flax's own layers: `train()` and `eval()` switch
    dropout and batch statistics. Trained arrays are `nnx.Param` and running statistics
    `nnx.BatchStat`, each in a tree `{path of the operation: {name: variable}}`.

    Args:
        program: what the network computes, without open decisions.
        rngs: its stream `params` draws the parameters, `dropout` what is dropped.

    Raises:
        BackendError: an operation has no rule.
    """

    def __init__(self, program: Program, *, rngs: nnx.Rngs) -> None:
        lower.check_rules(program)
        drops = any(lower.is_random(step) for step, _ in program.applies())
        params = _draw_parameters(lower.parameters(program), rngs.params())
        self.program = program
        self.params = nnx.data(jax.tree.map(nnx.Param, params))
        self.stats = nnx.data(jax.tree.map(nnx.BatchStat, _constant(lower.statistics(program))))
        self.rngs = rngs.dropout.fork() if drops else nnx.data(None)
        self.deterministic = False
        self.use_running_average = False

    def __call__(self, x: Array) -> Array:
        """The outputs for a batch.

        Args:
            x: n x height x width x channels, floating point.

        Returns:
            n x channels where the output has a single position, as logits have, otherwise
            n x height x width x channels.
        """
        key = None if self.deterministic or self.rngs is None else self.rngs()
        context = Context(not self.use_running_average, key, device().platform == "cpu")
        params, stats = _variable_arrays(self.params), _variable_arrays(self.stats)
        y, after = lower.apply(self.program, {}, context, params, stats, x)
        if context.train:
            jax.tree.map(_set, self.stats, after, is_leaf=_is_variable)
        return y[:, 0, 0] if y.shape[1:3] == (1, 1) else y


def _draw_parameters(leaves: Tree, key: Array) -> Tree:
    """The parameters, in one compiled step: cutting them out one by one takes longer."""
    return jax.jit(lambda key: fill(leaves, noise(leaves, key)))(key)


def _constant(leaves: Tree) -> Tree:
    """Statistics: nothing in them is random."""
    return jax.tree.map(jnp.asarray, fill(leaves, np.empty(0, np.float32)))


def _variable_arrays(variables: Tree) -> Tree:
    return jax.tree.map(lambda variable: variable[...], variables, is_leaf=_is_variable)


def _set(variable: nnx.Variable[Array], value: Array) -> None:
    variable.set_value(value)


def _is_variable(node: object) -> bool:
    return isinstance(node, nnx.Variable)
