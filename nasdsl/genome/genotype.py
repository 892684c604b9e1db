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
    """Gives the decisions of a genotype their names."""

    def decisions(self, loci: Sequence[int]) -> Mapping[str, Decided]:
        """The active decisions of a genotype by their paths."""
        ...


DECISIONS_SHOWN = 4  # where a genotype is printed


@dataclass(frozen=True, repr=False)
class Genotype:
    """One genotype of a space.

    It can be used wherever the values of loci are expected: as a sequence it is `loci`.

    Args:
        index: its number among the genotypes of its space, from 0.
        loci: one value for each locus of the space, 0 where it is inactive.
        naming: names its decisions; the space that made the genotype recognises it by this.
    """

    index: int
    loci: tuple[int, ...]
    naming: Naming = field(compare=False)

    @cached_property
    def decisions(self) -> Mapping[str, Decided]:
        """The active decisions by their paths: numbers, symbols and labels."""
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
