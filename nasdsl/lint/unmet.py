"""A warning about bounds on cost, where it is unknown whether any network satisfies them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nasdsl.errors import Diagnostic
from nasdsl.experiment.feasible import Feasibility
from nasdsl.experiment.model import Requirement


def unmet(requirements: Sequence[Requirement], known: Feasibility) -> Iterator[Diagnostic]:
    """Warns (W116) that a limit ended the search for a genotype that satisfies all bounds on cost.

    Nothing is yielded if that search gave an answer.

    Args:
        requirements: the bounds on cost, at least one.
        known: the result of that search.
    """
    if known.witness is None and not known.proved:
        texts = " and ".join(required.text for required in requirements)
        message = f"no network was found that keeps {texts}, and there may be none"
        yield Diagnostic("W116", requirements[0].span, message)
