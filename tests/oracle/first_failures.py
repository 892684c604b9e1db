"""After how many random inputs, and minutes, each kind of fault is met: in a revision that has it.

`PYTHONPATH=tests PYTHON -m oracle.first_failures --specs 1000`, where PYTHON is that of the
environment in which the revision is installed. For the names that modules had in revision 2e56443,
`oracle.former_names` makes a copy of this package.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from nasdsl.errors import NasdslError, SpecError
from nasdsl.language.parser import parse
from nasdsl.program.canonical import network_hash
from nasdsl.program.instantiate import instantiate
from nasdsl.program.shapes import InvalidNetwork
from nasdsl.program.supernet import SupernetCache
from nasdsl.searchspace import SearchSpace
from nasdsl.source import Source
from nasdsl.space.ir import Graph, Node, Pick, children
from oracle.faults import bounds, forms, growth, hashing, modes, outcomes, screens, steering
from oracle.generate.alike import KINDS, LETTERS, SUM, Tree
from oracle.generate.required import required
from oracle.generate.specs import followed_specs, specs
from oracle.genotypes import Found, TooMany, found
from oracle.normal_forms import TooManyOrders
from oracle.requirements import OpenSpace, judged

MOST = 200
WAYS = ("let", "given", "a default", "arithmetic")
UNREACHED = ("* 0", "- 1) ", "pick(0", " - 1, ", "1 - 1", "0..")
SORTS = {"open": specs(MOST), "followed": followed_specs(), "required": required()}


Law = Callable[[Random], str]

LAWS: dict[str, Law] = {
    "A3: a mode that was not asked for trains": modes.broken,
    "A4: a screen is not true of all networks": screens.broken,
    "A5: hashes of networks with zeros": lambda random: forms.broken(_tree(random), random),
    "B1: the work of a hash": hashing.broken,
    "B2: genes that steer": steering.broken,
    "B4: a bound that few genotypes keep": bounds.broken,
    "B7: an evaluation that fails": outcomes.broken,
    "B12: the work of what grows": growth.broken,
}


@dataclass
class Kinds:
    """What was met, with the number of specs and the seconds until then."""

    began: float = field(default_factory=time.monotonic)
    specs: int = 0
    first: dict[str, tuple[int, float]] = field(default_factory=dict[str, tuple[int, float]])

    def meet(self, kind: str) -> None:
        if kind not in self.first:
            self.first[kind] = self.specs, time.monotonic() - self.began
            print(f"{kind}: {self.specs} specs, {self.first[kind][1] / 60:.1f} minutes", flush=True)


def open_kinds(text: str) -> Iterator[str]:
    """The kinds of fault in a spec that requires nothing."""
    spec = parse(Source("random.nas", text))
    right = found(spec, MOST)
    try:
        space = SearchSpace(spec)
    except SpecError as error:
        if any(d.code == "E208" for d in error.diagnostics):
            yield "A2: recursion over what is decided is refused"
        if any(d.code == "E406" for d in error.diagnostics):
            yield "A1: what only another case makes is refused"
        return
    if space.count() != len(right.genotypes):
        yield from _miscounted(text, right)
        return
    if not _counts_failing(space, right):
        yield "what fails is miscounted"
    if not {"a name that is repeated", "a name behind branches"}.isdisjoint(right.features):
        with suppress(InvalidNetwork):
            if not _served(space):
                yield "A12: the program that serves many is another network"


def _miscounted(text: str, right: Found) -> Iterator[str]:
    followed = any(f"followed through {way}" in right.features for way in WAYS)
    idle = "a default that no use takes" in right.features or any(t in text for t in UNREACHED)
    if followed and not idle:
        yield "A1: what is followed through let, given, defaults or arithmetic is miscounted"
    elif idle and not followed:
        yield "A16: what no genotype reaches is counted"


def _counts_failing(space: SearchSpace, right: Found) -> bool:
    failing = space.failing(thorough=False)
    number = sum(genotype.form is None for genotype in right.genotypes)
    return failing is None or failing.number.least <= number <= failing.number.most


def _served(space: SearchSpace) -> bool:
    programs = SupernetCache(space.roots, space.space.input)
    for index in range(min(6, space.count())):
        genome = _loci(space.unrank(index))
        program = programs.serving(genome).program
        if network_hash(instantiate(program, genome)) != space.decode(genome).hash:
            return False
    return True


def required_kinds(text: str) -> Iterator[str]:
    """The kinds of fault in a spec that requires something of structure."""
    space = SearchSpace(parse(Source("random.nas", text)))
    every = OpenSpace(space)
    if every.count() > 2 * MOST:
        return
    kept = sum(judged(space, _loci(every.unrank(i)))[0] for i in range(every.count()))
    nodes = list(_nodes(space.space.network.node))
    if space.count() != kept:
        if any(isinstance(node, Graph) and node.earlier for node in nodes):
            yield "A15: a chain that takes all that is earlier is miscounted under a bound"
        return
    if [space.rank(space.unrank(i)) for i in range(kept)] != list(range(kept)) and any(
        isinstance(node, Pick) and len(node.numbers) > 1 for node in nodes
    ):
        yield "A10: ranks are no bijection under a bound"


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in children(node):
        yield from _nodes(child)


def _loci(genotype: Any) -> list[int]:
    return [int(value) for value in getattr(genotype, "loci", genotype)]


def run(sort: str, number: int, start: int) -> Kinds:
    """Check so many specs of a sort."""
    kinds = Kinds()
    of: Callable[[str], Iterator[str]] = required_kinds if sort == "required" else open_kinds

    @seed(start)
    @settings(
        max_examples=number,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(SORTS[sort])
    def check(text: str) -> None:
        kinds.specs += 1
        with suppress(TooMany, TooManyOrders, NasdslError):
            for kind in of(text):
                kinds.meet(kind)

    check()
    print(f"{sort}: {kinds.specs} specs, {(time.monotonic() - kinds.began) / 60:.1f} minutes")
    return kinds


def run_law(name: str, number: int, start: int) -> None:
    """Check a law of so many inputs, or until it is broken."""
    began = time.monotonic()
    for done in range(1, number + 1):
        if wrong := LAWS[name](Random(start * 1_000_000 + done)):
            minutes = (time.monotonic() - began) / 60
            print(f"{name}: {done} specs, {minutes:.1f} minutes: {wrong.splitlines()[0]}")
            return
    print(f"{name}: not in {number} specs, {(time.monotonic() - began) / 60:.1f} minutes")


def _tree(random: Random, depth: int = 3) -> Tree:
    """Rows and merges in each other."""
    if depth == 0 or (depth < 3 and random.random() < 0.4):
        return random.choice((*LETTERS, SUM))
    number = random.choice([2, 2, 3])
    return random.choice(KINDS), tuple(_tree(random, depth - 1) for _ in range(number))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--specs", type=int, default=200, help="of each sort")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    for each in SORTS:
        run(each, asked.specs, asked.seed)
    for each in LAWS:
        run_law(each, asked.specs, asked.seed)
