"""Operations as a user would write them; importing this needs no framework."""

from __future__ import annotations

from typing import Any

from nasdsl import Op, Parameter, Weight


def flax_bias() -> Any:
    from nasdsl_flax import stateless

    return stateless(lambda params, args, context, x: x + int(args["times"]) * params["bias"])


toy_bias = Op(
    "toy_bias",
    "adds `times` times a trained number to each channel",
    (Parameter("times", "count", "channels"),),
    weights=lambda before, after, args: {"bias": Weight((after.channels,), mean=1.0)},
    macs=lambda before, after, args: after.positions * after.channels,
    rules={"flax": flax_bias},
)
toy_unbuilt = Op("toy_unbuilt", "has no rule")
operations = [toy_bias, toy_unbuilt]
