"""The vocabulary: what each operation takes, what it makes of a tensor, and what it costs.

An operation is known by its `Op` alone: the checker, the shapes, the costs and the printed
reference all follow from it, and a backend adds one rule to it.
"""

from nasdsl.space.ops.operation import TYPES, Op, Parameter, resolve, worded_arguments
from nasdsl.space.ops.state import SIZES, Arguments, Scalar, State, Unfit
from nasdsl.space.ops.table import FITS, MERGES, OPERATIONS
from nasdsl.space.ops.weights import Weight, Weights, total

__all__ = [
    "FITS",
    "MERGES",
    "OPERATIONS",
    "SIZES",
    "TYPES",
    "Arguments",
    "Op",
    "Parameter",
    "Scalar",
    "State",
    "Unfit",
    "Weight",
    "Weights",
    "resolve",
    "total",
    "worded_arguments",
]
