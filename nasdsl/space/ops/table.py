"""The table of all operations that a spec can use without saying more."""

from __future__ import annotations

from collections.abc import Mapping

from nasdsl.space.ops.channels import CHANNELS
from nasdsl.space.ops.norms import NORMS
from nasdsl.space.ops.operation import Op
from nasdsl.space.ops.pointwise import POINTWISE
from nasdsl.space.ops.positions import POSITIONS
from nasdsl.space.ops.windows import WINDOWS

OPERATIONS: Mapping[str, Op] = {
    op.name: op for op in (*WINDOWS, *CHANNELS, *POSITIONS, *NORMS, *POINTWISE)
}

FITS = ("error", "project", "pad")
