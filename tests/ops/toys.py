"""Operations as a user would write them; importing this needs no framework."""

from __future__ import annotations

from typing import Any

from nasdsl import Op, Parameter, Weight


def flax_bias() -> Any:
    from nasdsl_flax import stateless

    return stateless(lambda params, args, context, x: x + int(args["times"]) * params["bias"])


def flax_noise() -> Any:
    import jax
    from nasdsl_flax import stateless

    def apply(params: Any, args: Any, context: Any, x: Any) -> Any:
        return x if context.key is None else x + jax.random.normal(context.key, x.shape)

    return stateless(apply)


toy_bias = Op(
    "toy_bias",
    "adds `times` times a trained number to each channel",
    (Parameter("times", "count", "channels"),),
    weights=lambda before, after, args: {"bias": Weight((after.channels,), mean=1.0)},
    macs=lambda before, after, args: after.positions * after.channels,
    rules={"flax": flax_bias},
)
toy_unbuilt = Op("toy_unbuilt", "has no rule")
toy_noise = Op("toy_noise", "adds noise", random=True, rules={"flax": flax_noise})
operations = [toy_bias, toy_unbuilt, toy_noise]
