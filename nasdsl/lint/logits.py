"""Warnings about outputs that look like class scores but are not one number for each class."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random

from nasdsl.errors import Diagnostic, NasdslError
from nasdsl.lint.empty import BUILT, DRAWN, Genotypes, steps
from nasdsl.program.graph import Apply
from nasdsl.source import Span
from nasdsl.util.integers import abbreviate


def logits(genotypes: Genotypes) -> Iterator[Diagnostic]:
    """Warns (W114) of a last dense layer at many positions, or with other units than classes.

    All networks are examined if they are few, else the first one and some random ones. Networks
    that end in another operation are not reported: one number for each position may be meant, as a
    mask.

    Args:
        genotypes: the space.
    """
    classes, (least, most) = genotypes.space.classes, genotypes.bounds()
    if classes is None or not 0 < least == most or steps(genotypes.space.network.node) > BUILT:
        return
    reported: set[Span] = set()
    for index in _looked_at(most):
        last = _last(genotypes, index)
        if last is None or last.span is None or last.span in reported:
            continue
        if warning := _wrong(last, last.span, f"network {abbreviate(index)}", classes):
            reported.add(last.span)
            yield warning


def _looked_at(number: int) -> Iterable[int]:
    if number <= DRAWN:
        return range(number)
    rng = Random(0)
    return [0, *(rng.randrange(number) for _ in range(DRAWN))]


def _last(genotypes: Genotypes, index: int) -> Apply | None:
    """The last operation of a network; None where its shapes fail, which is another matter."""
    try:
        steps = genotypes.decode(genotypes.unrank(index)).program.steps
    except NasdslError:
        return None
    return steps[-1] if steps and isinstance(steps[-1], Apply) else None


def _wrong(last: Apply, span: Span, network: str, classes: int) -> Diagnostic | None:
    if "units" not in dict(last.args):
        return None
    if last.state[:2] != (1, 1):
        message = f"{network} ends in {last.state}, not in 1 x 1 x {classes}"
        help = "'flatten' or 'global_avg_pool' before it makes one vector of all positions"
        return Diagnostic("W114", span, message, help)
    if last.state.channels != classes:
        message = f"{network} ends in {last.state}, and there are {classes} classes"
        return Diagnostic("W114", span, message, "write dense(classes)")
    return None
