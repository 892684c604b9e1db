"""Which open decisions are computed by all of their arms, one result being selected.

On a device that has to ask its host which arm to take, computing all of them may take less time
than a switch. Arms that are convolutions of several kernel sizes are then computed as one.
"""

from __future__ import annotations

from nasdsl.program import cost
from nasdsl.program.graph import Select
from nasdsl_flax import kernel_masking


def cheap(decision: Select) -> bool:
    """Whether no arm of a decision multiplies anything: then all are computed."""
    return not any(map(cost.macs, decision.arms))


def masking(decision: Select) -> bool:
    """Whether all arms are computed: those that multiply nothing, or that are one convolution."""
    return cheap(decision) or len(kernel_masking.groups(decision.arms)) < len(decision.arms)


def blend_everything(decision: Select) -> bool:
    """Compute all arms of every decision, as for networks that are trained in one step."""
    return True
