"""The NumPy backend: what a network computes, by definition and in float64; it trains nothing."""

from nasdsl_numpy.backend import backend
from nasdsl_numpy.rule import Rule, pure, stateless

__all__ = ["Rule", "backend", "pure", "stateless"]
