"""The vocabulary of operations: parameters, shapes, weights and costs of each.

All that is known of an operation is in its `Op`, from which checks, shapes, costs and the printed
reference follow; a backend adds one rule, which computes it.
"""

from nasdsl.ops.adapters import ADAPTERS, PAD, REPEAT
from nasdsl.ops.algebra import Zeros
from nasdsl.ops.merge import ADD, FITS, MERGES, FitMode, MergeKind
from nasdsl.ops.operation import (
    TYPES,
    Op,
    Parameter,
    keep_shape,
    known_arguments,
    resolve_arguments,
    worded_arguments,
)
from nasdsl.ops.pointwise import IDENTITY
from nasdsl.ops.positions import FIT, ZERO
from nasdsl.ops.resolution import UNSTATED, Resolution
from nasdsl.ops.state import FLAGS, PADDINGS, SIZES, Arguments, Scalar, ShapeError, State
from nasdsl.ops.table import OPERATIONS
from nasdsl.ops.weights import NamedWeights, Weight, total

__all__ = [
    "ADAPTERS",
    "ADD",
    "FIT",
    "FITS",
    "FLAGS",
    "IDENTITY",
    "MERGES",
    "OPERATIONS",
    "PAD",
    "PADDINGS",
    "REPEAT",
    "SIZES",
    "TYPES",
    "UNSTATED",
    "ZERO",
    "Arguments",
    "FitMode",
    "MergeKind",
    "NamedWeights",
    "Op",
    "Parameter",
    "Resolution",
    "Scalar",
    "ShapeError",
    "State",
    "Weight",
    "Zeros",
    "keep_shape",
    "known_arguments",
    "resolve_arguments",
    "total",
    "worded_arguments",
]
