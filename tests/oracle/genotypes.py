"""Every genotype of a small spec, found by walking over its syntax tree: what laws compare with.

Of nasdsl this knows the parser's syntax tree alone. A `Walk` asks an oracle at each decision and
gives closures that wait for a tensor; `every` walks again and again until the oracle has given all
answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from functools import partial
from itertools import islice, product
from random import Random
from typing import Any, TypeVar

from nasdsl.language import ast
from oracle.definitions import USES
from oracle.meanings import CHAIN, Value
from oracle.networks import Tensor, cost, source
from oracle.normal_forms import Form, structural
from oracle.operations import Failure, State
from oracle.scope import Choose, Member, Scope
from oracle.walk import Walk

T = TypeVar("T")
Decisions = tuple[tuple[int, int], ...]  # (taken, out of how many), as they were made
Decided = Sequence[tuple[Decisions, object]]  # what something can be, with what that takes


class TooMany(Exception):
    """The spec has more genotypes than were asked for."""


@dataclass(frozen=True)
class Genotype:
    """All that one genotype decides, and the network that it stands for, if its shapes fit."""

    decisions: Decisions
    output: Tensor | None
    form: Form | None
    params: int = 0
    macs: int = 0
    state: State = (0, 0, 0)
    uses: tuple[Member, ...] = ()


@dataclass(frozen=True)
class Found:
    """Every genotype of a spec, and what it has that is worth checking."""

    genotypes: list[Genotype]
    features: frozenset[str]
    walk: Walk


def found(spec: ast.Spec, limit: int) -> Found:
    """Every genotype of a spec.

    Raises:
        TooMany: there are more than `limit`.
    """
    walk = Walk(spec)
    every_one = genotypes(walk, limit)
    forms = [each.form for each in every_one]
    if None in forms:
        walk.features.add("a failing network")
    if len(set(forms)) < len(forms):
        walk.features.add("equal networks")
    if any(len(set(each.uses)) < len(each.uses) for each in every_one):
        walk.features.add("a cell used twice")
    cells = [walk.definitions[name] for name, _ in walk.members]
    defaults = {(c.name, p.name) for c in cells for p in c.parameters if p.default is not None}
    if defaults - walk.defaulted.keys():
        walk.features.add("a default that no use takes")
    return Found(every_one, frozenset(walk.features), walk)


def genotypes(walk: Walk, limit: int) -> list[Genotype]:
    """All that is decided in the genes and cells that the network can reach, and in itself."""
    found: list[Genotype] = []
    for parts in _reached(walk, limit):
        chosen = list(islice(product(*parts), limit + 1 - len(found)))
        found += [_genotype(walk.input, list(walk.members), each) for each in chosen]
        if len(found) > limit:
            raise TooMany
    return found


def _reached(walk: Walk, limit: int) -> list[list[Decided]]:
    """For all values of the genes: what genes, each cell and the network can decide then."""
    while True:
        known = _reach(walk)
        found = [_parts(walk, genes, limit) for genes in _all(_genes(walk), limit)]
        if known == _reach(walk):
            return found


def _reach(walk: Walk) -> tuple[object, ...]:
    """What genotypes reach: genes, cells, defaults, what parameters of cells can be."""
    return list(walk.needed), list(walk.members), list(walk.defaulted), dict(walk.open)


def _parts(walk: Walk, genes: tuple[Decisions, dict[Member, Value]], limit: int) -> list[Decided]:
    def among(decide: Callable[[Choose], object]) -> Decided:
        def with_genes(choose: Choose) -> object:
            walk.genes = dict(genes[1])
            return decide(choose)

        return _all(with_genes, limit)

    cells = [among(partial(walk.cell, name)) for name, _ in list(walk.members)]
    return [[genes], *cells, among(lambda choose: walk.module(walk.network, choose, Scope()))]


def _genes(walk: Walk) -> Callable[[Choose], dict[Member, Value]]:
    """Decides the genes that are needed."""
    needed = list(walk.needed)

    def decide(choose: Choose) -> dict[Member, Value]:
        walk.genes = {}
        for name, number in needed:
            walk.gene(name, number, choose)
        return dict(walk.genes)

    return decide


def explored(spec: ast.Spec, random: Random, walks: int = 40) -> Walk:
    """A walk that knows what genotypes reach, as far as so many drawn at random tell."""
    walk = Walk(spec)
    for _ in range(walks):
        walk.genes = {}
        walk.module(walk.network, random.randrange, Scope())
        for name, _ in list(walk.members):
            walk.cell(name, random.randrange)
    return walk


def genotype(
    of: Walk, genes: Sequence[Member], members: Sequence[Member], answers: Iterable[int]
) -> Genotype:
    """The one genotype that decides so: all decisions of genes, of cells, then of the network.

    A decision among one takes no answer.
    """
    walk, given = copy(of), iter(answers)

    def choose(number: int) -> int:
        return next(given) if number > 1 else 0

    walk.needed = dict.fromkeys(genes)
    _genes(walk)(choose)
    cells = [((), walk.cell(name, choose)) for name, _ in members]
    network = ((), walk.module(walk.network, choose, Scope()))
    assert next(given, None) is None, "all answers are asked for"
    return _genotype(walk.input, members, [((), None), *cells, network])


def _all(decide: Callable[[Choose], T], limit: int) -> list[tuple[Decisions, T]]:
    found = list(islice(every(decide), limit + 1))
    if len(found) > limit:
        raise TooMany
    return found


def every(decide: Callable[[Choose], T]) -> Iterator[tuple[Decisions, T]]:
    """What `decide` gives for all answers to its questions, with the answers."""
    answers: list[int] = []
    while True:
        made: list[tuple[int, int]] = []

        def choose(number: int) -> int:
            answer = answers[len(made)] if len(made) < len(answers) else 0  # noqa: B023
            made.append((answer, number))  # noqa: B023
            return answer

        result = decide(choose)
        yield tuple(made), result
        while made and made[-1][0] == made[-1][1] - 1:
            made.pop()
        if not made:
            return
        answers = [answer for answer, _ in made]
        answers[-1] += 1


def _genotype(
    state: State, members: Sequence[Member], parts: Sequence[tuple[Decisions, Any]]
) -> Genotype:
    decisions = tuple(each for made, _ in parts for each in made)
    cells = (cell for _, cell in parts[1:])
    env: dict[Any, Any] = {CHAIN: [], **dict(zip(members, cells, strict=False))}
    uses = env[USES] = list[Member]()
    try:
        output = parts[-1][1].build(source(state), env)
    except Failure:
        return Genotype(decisions, None, None)
    params, macs = cost(output)
    form = structural(output)
    return Genotype(decisions, output, form, params, macs, output.state, tuple(uses))
