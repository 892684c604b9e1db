"""The table of all operations of the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping

from nasdsl.ops.channels import CHANNELS
from nasdsl.ops.norms import NORMS
from nasdsl.ops.operation import Op
from nasdsl.ops.pointwise import POINTWISE
from nasdsl.ops.positions import POSITIONS
from nasdsl.ops.windows import WINDOWS

OPERATIONS: Mapping[str, Op] = {
    op.name: op for op in (*WINDOWS, *CHANNELS, *POSITIONS, *NORMS, *POINTWISE)
}
