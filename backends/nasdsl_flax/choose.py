"""Takes one arm of a select: while JAX traces if the arm is known then, else when the program runs.

One network and a supernet are lowered in the same way. With the decision known, a program holds the
chosen arm alone; with the decision traced, it holds all arms and a switch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax

from nasdsl_flax.remat import Traced, places_for, traced

Branch = Callable[..., Any]


def switch(i: int | Array, branches: Sequence[Branch], *args: Any) -> Any:
    """The result of one of several functions; the others are not called.

    Args:
        i: the number of the function, from 0: a Python or NumPy integer, to choose it now; a traced
            int32, to choose it when the program runs.
        branches: functions of `args`, closed over no traced value, all with results of one type and
            shape.
        args: trees of arrays. Gradients reach arrays of floating point, and are exactly zero for
            arrays that only functions not chosen use.
    """
    if isinstance(i, int | np.integer):
        return branches[int(i)](*args)
    return _switch(tuple(branches), i, *args)


def select(i: Array, results: Sequence[Any]) -> Any:
    """One of several results, chosen when the program runs; all of them are computed.

    Args:
        i: the number of the result, from 0: a traced integer.
        results: trees of arrays of one shape and type.
    """
    return jax.tree.map(partial(lax.select_n, i.astype(jnp.int32)), *results)


@partial(jax.custom_vjp, nondiff_argnums=(0,))
def _switch(branches: tuple[Branch, ...], i: Array, *args: Any) -> Any:
    return lax.switch(i, branches, *args)


def _forward(branches: tuple[Branch, ...], i: Array, *args: Any) -> tuple[Any, Any]:
    """The result of the arm that is taken, and its pullback with shared residuals.

    Plain autodiff of a switch would keep the residuals of all arms separately.
    """
    arms = [traced(branch, args) for branch in branches]
    places = places_for(arms)
    y, residuals = lax.switch(i, [partial(arm.run, places) for arm in arms], *args)
    return y, jax.tree_util.Partial(partial(_pull, arms), i, args, residuals)


def _pull(arms: Sequence[Traced], i: Array, args: Any, residuals: Any, g: Any) -> tuple[Any, ...]:
    return None, *lax.switch(i, [arm.pull for arm in arms], args, residuals, g)


def _backward(branches: tuple[Branch, ...], pull: Any, g: Any) -> tuple[Any, ...]:
    return pull(g)


_switch.defvjp(_forward, _backward)
