"""A genotype: its index, the values of its loci, its decisions by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from nasdsl import limits
from nasdsl.util.integers import abbreviate

Decided = int | str | tuple[int | str, ...]
"""What a decision comes to: a number, a symbol or a label; of branches, those that are taken."""


class Naming(Protocol):
    """Converts the genome of a genotype to decisions by name."""

    def decisions(self, loci: Sequence[int]) -> Mapping[str, Decided]:
        """The active decisions of a genome by path: numbers, symbols, labels, or branches taken."""
        ...


DECISIONS_SHOWN = 4  # where a genotype is printed


@dataclass(frozen=True, repr=False)
class Genotype:
    """One genotype of a space. As a sequence, it gives the values of its loci.

    Args:
        index: the number of the genotype in its space, from 0.
        loci: the value of each locus of the space, 0 where the locus is inactive.
        naming: the object that made the genotype, and converts values of loci to named decisions;
            genotypes of another space have another one.
    """

    index: int
    loci: tuple[int, ...]
    naming: Naming = field(compare=False)

    @cached_property
    def decisions(self) -> Mapping[str, Decided]:
        """The active decisions by path: a number, symbol or label, or the branches of a pick."""
        return self.naming.decisions(self.loci)

    def __repr__(self) -> str:
        """Its index and the first of its decisions."""
        decisions = list(self.decisions.items())
        shown = [f"{path}={value}" for path, value in decisions[:DECISIONS_SHOWN]]
        more = len(decisions) - len(shown)
        shown += [f"{more} more"] if more else []
        with limits.deep_recursion():
            return f"<Genotype {abbreviate(self.index)}: {', '.join(shown)}>"

    def __iter__(self) -> Iterator[int]:
        return iter(self.loci)

    def __len__(self) -> int:
        return len(self.loci)

    def __getitem__(self, locus: int) -> int:
        return self.loci[locus]
