"""The number of genotypes of each definition of a space, as number and formula."""

from __future__ import annotations

from typing import NamedTuple

from nasdsl.analysis.counts import Counts
from nasdsl.analysis.formula import name_apart
from nasdsl.analysis.formulas import Formulas
from nasdsl.analysis.parts import counted_parts
from nasdsl.language.vocabulary import DefinitionKind
from nasdsl.space.model import Space
from nasdsl.util.integers import abbreviate


class PartCount(NamedTuple):
    """A definition with the number of genotypes of its body, also as a formula.

    Args:
        name: the name of the definition; if uses differ in number of genotypes, with the values on
            which that depends: `f(size=3)`.
        role: the keyword of the definition.
        genotypes: the number of genotypes of the body; decisions in arguments do not count.
        formula: that number as a formula.
        symbols: the value of each symbol in the formula.
    """

    name: str
    role: DefinitionKind
    genotypes: int
    formula: str
    symbols: dict[str, int]

    def __repr__(self) -> str:
        """The definition, and the number of genotypes of its body; a long one is abbreviated."""
        number = abbreviate(self.genotypes)
        return f"<{type(self).__name__} {self.role} {self.name}: {number} genotypes>"


def part_counts(space: Space, counts: Counts) -> list[PartCount]:
    """The definitions that the network uses, inner ones first, each with its number of genotypes.

    Args:
        space: the space.
        counts: computes the number of genotypes of a node, given what is decided around it.
    """
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
