"""What is counted of each kind of node: genotypes, and the runs in which its values come."""

from __future__ import annotations

from pathlib import Path

from kinds.tables import check, for_each_kind, space_of, spec_of
from nasdsl.analysis.branches import Listing, listings
from nasdsl.analysis.counts import Counts, follows
from nasdsl.space.ir import Kind, Node, children
from nasdsl.space.ir import kind as kind_of
from nasdsl.space.values import refs
from oracle.genotypes import found


@for_each_kind
def test_kind(kind: str) -> None:
    space = space_of(kind)
    formula, symbols = space.formula()
    lines = [f"genotypes {space.count()} of {space.flat()}", f"formula {formula}"]
    lines += [f"    {name} = {value}" for name, value in symbols.items()]
    for node in _distinct([gene.node for gene in space.space.genes.values()], space.space.bodies()):
        lines += counted(node)
    check(Path(__file__).parent, kind, lines)


@for_each_kind
def test_the_oracle_counts_the_same(kind: str) -> None:
    assert space_of(kind).count() == len(found(spec_of(kind), 100).genotypes)


def _distinct(*groups: list[Node]) -> list[Node]:
    """All nodes in some, each once, from the outside in."""
    seen: dict[Node, None] = {}

    def visit(node: Node) -> None:
        seen.setdefault(node)
        for child in children(node):
            visit(child)

    for group in groups:
        for node in group:
            visit(node)
    return list(seen)


def counted(node: Node) -> list[str]:
    """How many genotypes a node has; of values and branches, in which runs they come."""
    if follows(node) or refs(node):
        return []
    counts = Counts()
    lines = [f"{type(node).__name__} {counts.count(node, {})}"]
    if kind_of(node) is Kind.VALUE:
        runs = counts.strata(node, {})
        lines += [f"    {'unknown' if key is None else key}: {number}" for key, number in runs]
    if kind_of(node) is Kind.BRANCHES:
        widths = counts.strata(node, {})
        if widths[0][0] is None:
            return [*lines, "    unknown which branches"]
        lines += [f"    {number} of {width} branches" for width, number in widths]
        lines += [f"    {listed(each)}" for each in listings(counts, node, 0, {})]
    return lines


def listed(listing: Listing) -> str:
    """A way to list branches: what says so, and for each branch the loci that decide it."""
    own = ", ".join(f"locus {at} is {value}" for at, value in listing.own) or "always"
    each = " | ".join(" ".join(str(at) for _, at, _ in branch) or "-" for branch in listing.each)
    return f"{own}: {each}"
