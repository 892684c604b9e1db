"""The Flax backend of nasdsl: networks as `nnx.Module`s, trained by programs that XLA compiles whole."""

from nasdsl_flax.backend import backend

__all__ = ["backend"]
