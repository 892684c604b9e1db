"""The Flax backend: networks as `nnx.Module`s, trained in programs that XLA compiles whole."""

from nasdsl_flax.backend import backend

__all__ = ["backend"]
