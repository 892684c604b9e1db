"""The definitions of a space, each with its own count as a number and as a formula."""

from __future__ import annotations

from typing import NamedTuple

from nasdsl.analysis.counts import Counts
from nasdsl.analysis.formula import name_apart
from nasdsl.analysis.formulas import Formulas
from nasdsl.analysis.parts import counted_parts
from nasdsl.space.model import Space


class PartCount(NamedTuple):
    """A definition: how many genotypes it has by itself, as a number and as a formula."""

    name: str
    role: str
    genotypes: int
    formula: str
    symbols: dict[str, int]


def part_counts(space: Space, counts: Counts) -> list[PartCount]:
    """The definitions that the network reaches, inner ones first."""
    formulas = Formulas(counts)
    return [
        PartCount(
            part.name,
            part.role,
            counts.count(part.body, part.known),
            *name_apart(formulas.formula(part.body, part.known)),
        )
        for part in counted_parts(space, counts)
    ]
