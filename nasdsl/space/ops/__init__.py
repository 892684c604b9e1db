"""The vocabulary: what each operation takes, what it makes of a tensor, and what it costs.

An operation is known by its `Op` alone: the checker, the shapes, the costs and the printed
reference all follow from it, and a backend adds one rule to it.
"""

from nasdsl.space.ops.adapters import ADAPTERS, PAD, REPEAT
from nasdsl.space.ops.algebra import Zeros
from nasdsl.space.ops.merge import ADD, MERGES, Merge
from nasdsl.space.ops.operation import (
    TYPES,
    Op,
    Parameter,
    keep,
    known_arguments,
    resolve,
    worded_arguments,
)
from nasdsl.space.ops.pointwise import IDENTITY
from nasdsl.space.ops.positions import FIT, ZERO
from nasdsl.space.ops.resolution import UNSTATED, Resolution
from nasdsl.space.ops.state import SIZES, Arguments, Scalar, State, Unfit
from nasdsl.space.ops.table import FITS, OPERATIONS
from nasdsl.space.ops.weights import Weight, Weights, total

__all__ = [
    "ADAPTERS",
    "ADD",
    "FIT",
    "FITS",
    "IDENTITY",
    "MERGES",
    "OPERATIONS",
    "PAD",
    "REPEAT",
    "SIZES",
    "TYPES",
    "UNSTATED",
    "ZERO",
    "Arguments",
    "Merge",
    "Op",
    "Parameter",
    "Resolution",
    "Scalar",
    "State",
    "Unfit",
    "Weight",
    "Weights",
    "Zeros",
    "keep",
    "known_arguments",
    "resolve",
    "total",
    "worded_arguments",
]
