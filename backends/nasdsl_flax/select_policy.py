"""Open decisions of which all arms are computed and the result of one is kept, instead of a switch.

A device that has to ask its host which arm to take may compute all of them in less time. Arms that
are convolutions of several sizes are one then.
"""

from __future__ import annotations

from nasdsl.program import cost
from nasdsl.program.graph import Select
from nasdsl_flax import kernel_masking


def cheap(decision: Select) -> bool:
    """Decisions are blended whose arms multiply nothing."""
    return not any(map(cost.macs, decision.arms))


def masking(decision: Select) -> bool:
    """Decisions are blended whose arms multiply nothing, and those of which arms become one."""
    return cheap(decision) or len(kernel_masking.groups(decision.arms)) < len(decision.arms)


def blend_everything(decision: Select) -> bool:
    """Every decision is blended, as it is where networks that differ in it share a step."""
    return True
