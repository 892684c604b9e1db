"""What the arms of a switch store for their gradients (residuals), in arrays that they share.

A switch computes one of several arms, chosen while the program runs. An arm stores what is
expensive to compute again (results of convolutions, products and sums over whole tensors);
everything else is recomputed from those and from the arm's inputs. Only one arm runs, so arms share
arrays of equal type and shape.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array
from jax.extend.core import ClosedJaxpr, jaxpr_as_fun

DEAR = {"conv_general_dilated", "dot_general", "reduce_sum"}
Place = tuple[tuple[int, ...], Any]  # shape and type


@dataclass(frozen=True)
class Traced:
    """A traced function, and what its gradient needs.

    Residuals are the arrays that it stores for its gradient.

    Args:
        function: the function, from the leaves of the arguments to those of the result, followed by
            the residuals.
        result: the tree structure of the result.
        residuals: shape and type of each residual.
        gradient: the tree structure of the gradient function.
        sources: for each leaf of the gradient function, the number, from 0, of the argument leaf
            that it is; None if it is a residual.
    """

    function: ClosedJaxpr
    result: Any
    residuals: list[Place]
    gradient: Any
    sources: list[int | None]

    def run(self, places: Counter[Place], *args: Any) -> tuple[Any, dict[Place, list[Array]]]:
        """The result of the function, and its residuals in arrays that several functions share.

        Args:
            places: how many shared arrays there are of each shape and type.
            args: the arguments of the function.

        Returns:
            The result; and the shared arrays by shape and type, zeros where fewer are needed.
        """
        leaves = jaxpr_as_fun(self.function)(*jax.tree.leaves(args))
        size = self.result.num_leaves
        held: dict[Place, list[Array]] = {place: [] for place in places}
        for place, array in zip(self.residuals, leaves[size:], strict=True):
            held[place].append(array)
        for place, arrays in held.items():
            arrays.extend([jnp.zeros(*place)] * (places[place] - len(arrays)))
        return self.result.unflatten(leaves[:size]), held

    def pull(self, args: Any, held: dict[Place, list[Array]], g: Any) -> Any:
        """The gradients of a function's arguments; None for arguments that are not floating point.

        Args:
            args: the arguments of the function.
            held: the shared arrays that `run` returned, with the residuals.
            g: the gradient of the function's result.
        """
        arrays_of = {place: iter(arrays) for place, arrays in held.items()}
        residuals = (next(arrays_of[place]) for place in self.residuals)
        known = jax.tree.leaves(args)
        leaves = [next(residuals) if at is None else known[at] for at in self.sources]
        gradients = self.gradient.unflatten(leaves)(g)
        return jax.tree.map(lambda d: None if d.dtype == jax.dtypes.float0 else d, gradients)


def traced(function: Callable[..., Any], args: Any) -> Traced:
    """A function traced by JAX, with what its gradient needs.

    Args:
        function: the function.
        args: arguments of the shapes and types for which it is traced.
    """
    light: Any = jax.checkpoint(function, policy=_is_dear, prevent_cse=False)
    parts: dict[str, Any] = {}

    def forward(*args: Any) -> tuple[list[Array], list[Array]]:
        result, pull = jax.vjp(light, *args)
        parts["result"] = jax.tree.structure(result)
        leaves, parts["gradient"] = jax.tree.flatten(pull)
        argument_of = {id(leaf): at for at, leaf in enumerate(jax.tree.leaves(args))}
        parts["sources"] = [argument_of.get(id(leaf)) for leaf in leaves]
        return jax.tree.leaves(result), [leaf for leaf in leaves if id(leaf) not in argument_of]

    closed, shapes = jax.make_jaxpr(forward, return_shape=True)(*args)
    return Traced(
        closed, residuals=[(residual.shape, residual.dtype) for residual in shapes[1]], **parts
    )


def _is_dear(primitive: Any, *_: Any, **__: Any) -> bool:
    return primitive.name in DEAR


def places_for(arms: Iterable[Traced]) -> Counter[Place]:
    """How many shared arrays of each shape and type are enough for any one of these functions."""
    places: Counter[Place] = Counter()
    for arm in arms:
        places |= Counter(arm.residuals)
    return places
