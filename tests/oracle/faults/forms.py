"""Equal normal forms, equal hashes: of networks that are much alike, with zeros in them."""

from __future__ import annotations

from random import Random

from oracle.faults import space_of
from oracle.generate.alike import HEAD, Tree, changed, shuffled, text
from oracle.genotypes import found

VARIANTS = 5


def broken(tree: Tree, random: Random) -> str:
    """Compare the hashes of a network and its like with an independent rewriting."""
    near = [changed(tree, random) for _ in range(VARIANTS)]
    alike = [shuffled(each, random) for each in (tree, tree, tree, *near)]
    spec = f"{HEAD}network = {' | '.join(map(text, alike))}\n"
    space = space_of(spec)
    forms = [each.form for each in found(space.spec, len(alike)).genotypes]
    hashes = [space.decode(space.unrank(index)).hash for index in range(len(alike))]
    assert len(set(forms[:3])) == 1, "the rewriting knows one network"
    pairs = set(zip(forms, hashes, strict=True))
    if len(pairs) == len(set(forms)) == len(set(hashes)):
        return ""
    return f"{len(set(forms))} networks have {len(set(hashes))} hashes\n{spec}"
