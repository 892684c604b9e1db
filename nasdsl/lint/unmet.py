"""Bounds on cost of which neither a network that keeps them is known, nor that there is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nasdsl.errors import Diagnostic
from nasdsl.experiment.feasible import Feasibility
from nasdsl.experiment.model import Requirement


def unmet(requirements: Sequence[Requirement], known: Feasibility) -> Iterator[Diagnostic]:
    """W116: no genotype was found that keeps all bounds on cost, before a limit ended it.

    Args:
        requirements: the bounds, one or more.
        known: what is known of the genotypes that keep them.
    """
    if known.witness is None and not known.proved:
        texts = " and ".join(required.text for required in requirements)
        message = f"no network was found that keeps {texts}, and there may be none"
        yield Diagnostic("W116", requirements[0].span, message)
