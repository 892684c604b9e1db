"""Warnings about outputs that look like class scores but do not have one number for each class."""

from __future__ import annotations

from collections.abc import Iterator

from nasdsl.errors import Diagnostic, NasdslError
from nasdsl.lint.empty import BUILT, Genotypes, steps
from nasdsl.program.graph import Apply


def logits(genotypes: Genotypes) -> Iterator[Diagnostic]:
    """W114: a last dense layer at each of many positions, or of another number of classes.

    Networks that end in another operation give one number for each position on purpose: masks.
    """
    classes, (least, most) = genotypes.space.classes, genotypes.bounds()
    if classes is None or not 0 < least == most or steps(genotypes.space.network.node) > BUILT:
        return
    try:
        program = genotypes.decode(genotypes.unrank(0)).program
    except NasdslError:  # its shapes fail, which is another matter
        return
    last = program.steps[-1] if program.steps else None
    if not isinstance(last, Apply) or last.span is None or "units" not in dict(last.args):
        return
    if last.state[:2] != (1, 1):
        message = f"network 0 ends in {last.state}, not in 1 x 1 x {classes}"
        help = "'flatten' or 'global_avg_pool' before it makes one vector of all positions"
        yield Diagnostic("W114", last.span, message, help)
    elif last.state.channels != classes:
        message = f"network 0 ends in {last.state}, and there are {classes} classes"
        yield Diagnostic("W114", last.span, message, "write dense(classes)")
