"""The NumPy backend: what a network computes, by definition and in float64; it trains nothing."""

from nasdsl_numpy.backend import backend
from nasdsl_numpy.rule import NumpyRule, pure, stateless

__all__ = ["NumpyRule", "backend", "pure", "stateless"]
