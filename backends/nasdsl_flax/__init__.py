"""The Flax backend: networks as `nnx.Module`s, trained in programs that XLA compiles whole."""

from nasdsl_flax.backend import backend
from nasdsl_flax.rule import FlaxRule, pure, stateless

__all__ = ["FlaxRule", "backend", "pure", "stateless"]
