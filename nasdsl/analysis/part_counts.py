"""The definitions of a space, with the number of genotypes of each by itself."""

from __future__ import annotations

from typing import NamedTuple

from nasdsl.analysis.counts import Counts
from nasdsl.analysis.formula import name_apart
from nasdsl.analysis.formulas import Formulas
from nasdsl.analysis.parts import counted_parts
from nasdsl.language.vocabulary import DefinitionKind
from nasdsl.space.model import Space


class PartCount(NamedTuple):
    """A definition with the number of its own genotypes, and that number as a formula."""

    name: str
    role: DefinitionKind
    genotypes: int
    formula: str
    symbols: dict[str, int]


def part_counts(space: Space, counts: Counts) -> list[PartCount]:
    """The definitions that the network uses, inner ones first."""
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
