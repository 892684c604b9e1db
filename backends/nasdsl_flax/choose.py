"""The staging primitive: a decision that is taken while tracing, or when the program runs.

The same lowering serves one network and a whole space. With the decision known, a program holds the
chosen arm alone; with the decision traced, it holds all arms and a switch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import jax
import numpy as np
from jax import Array, lax

Branch = Callable[..., Any]


def choose(i: int | Array, branches: Sequence[Branch], *args: Any) -> Any:
    """`branches[i](*args)`.

    Args:
        i: a Python or NumPy integer, to take the arm now; a traced int32, to take it at run time.
        branches: functions of `args`, closed over no traced value, giving one type and shape.
        args: trees of arrays. Gradients reach those of floating point, and are exactly zero for
            what only arms not taken use.
    """
    if isinstance(i, int | np.integer):
        return branches[int(i)](*args)
    return _switch(tuple(branches), i, *args)


@partial(jax.custom_vjp, nondiff_argnums=(0,))
def _switch(branches: tuple[Branch, ...], i: Array, *args: Any) -> Any:
    return lax.switch(i, branches, *args)


def _forward(branches: tuple[Branch, ...], i: Array, *args: Any) -> tuple[Any, Any]:
    return lax.switch(i, branches, *args), (i, args)


def _backward(branches: tuple[Branch, ...], saved: Any, g: Any) -> tuple[Any, ...]:
    """Run the chosen arm again: plain autodiff of a switch would keep what every arm needs."""
    i, args = saved
    pulls = [partial(_pull, branch) for branch in branches]
    return None, *lax.switch(i, pulls, g, *args)


def _pull(branch: Branch, g: Any, *args: Any) -> Any:
    gradients = jax.vjp(branch, *args)[1](g)
    return jax.tree.map(lambda d: None if d.dtype == jax.dtypes.float0 else d, gradients)


_switch.defvjp(_forward, _backward)
