"""Which selects compute all of their arms, and take one of the results.

On a device that has to ask its host which arm to take, computing all of them may take less time
than a switch. Arms that are convolutions of several kernel sizes are then computed as one.
"""

from __future__ import annotations

from nasdsl.program import cost
from nasdsl.program.graph import Select
from nasdsl_flax import kernel_masking


def cheap(decision: Select) -> bool:
    """Whether no arm of a select multiplies anything, so that computing all is cheap."""
    return not any(map(cost.macs, decision.arms))


def masking(decision: Select) -> bool:
    """Whether a select is `cheap`, or has several arms that one convolution can compute."""
    return cheap(decision) or len(kernel_masking.groups(decision.arms)) < len(decision.arms)


def blend_everything(decision: Select) -> bool:
    """True for every select: it computes all of its arms, for networks that are trained at once."""
    return True
