"""Operations as a user would write them; importing this needs no framework."""

from __future__ import annotations

from typing import Any

from nasdsl import Op, Parameter


def flax_bias() -> Any:
    from nasdsl_flax import Leaf, stateless

    return stateless(
        lambda params, args, context, x: x + int(args["times"]) * params["bias"],
        lambda args, states: {"bias": Leaf((states[0].channels,), mean=1.0)},
    )


toy_bias = Op(
    "toy_bias",
    "adds `times` times a trained number to each channel",
    (Parameter("times", "count", "channels"),),
    params=lambda before, after, args: after.channels,
    macs=lambda before, after, args: after.positions * after.channels,
    rules={"flax": flax_bias},
)
toy_unbuilt = Op("toy_unbuilt", "has no rule")
operations = [toy_bias, toy_unbuilt]
