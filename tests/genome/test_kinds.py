"""The genome of each kind of node: its loci, and what its genotypes decide, by their indices."""

from __future__ import annotations

from pathlib import Path

from kinds.tables import check, for_each_kind, space_of


@for_each_kind
def test_kind(kind: str) -> None:
    space = space_of(kind)
    lines = [f"{locus.path}: {locus.radix} ({', '.join(locus.values)})" for locus in space.loci]
    for index in range(space.count()):
        genotype = space.unrank(index)
        decisions = ", ".join(f"{k} = {decided(v)}" for k, v in genotype.decisions.items())
        lines.append(f"{index}: {' '.join(map(str, genotype.loci))}  {decisions}".rstrip())
    check(Path(__file__).parent, kind, lines)


def decided(value: object) -> str:
    return f"[{', '.join(map(str, value))}]" if isinstance(value, tuple) else str(value)


@for_each_kind
def test_ranks_are_those_of_the_table(kind: str) -> None:
    space = space_of(kind)
    for index in range(space.count()):
        genotype = space.unrank(index)
        assert space.rank(list(genotype.loci)) == index
        assert space.genotype(genotype.decisions) == genotype
