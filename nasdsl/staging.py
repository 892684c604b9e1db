"""Whether the networks of a space are trained by programs that serve many, or each by its own.

A program for many networks is compiled once for each shape key, and each network costs no more than
its arithmetic; but a space may have more shape keys than networks will be trained, or its programs
may be so slow that compiling each network is worth it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from math import prod
from random import Random
from typing import TYPE_CHECKING

from nasdsl import limits
from nasdsl.backend import EvaluationFailed
from nasdsl.errors import NasdslError
from nasdsl.program import cost
from nasdsl.program.shapes import Misfit

if TYPE_CHECKING:
    from nasdsl.genome.loci import Locus
    from nasdsl.program.architecture import Architecture
    from nasdsl.searchspace import SearchSpace
    from nasdsl.training import Trainer

FLOAT32 = 4
COPIES = 4
"""Parameters, their gradients, and what an optimiser such as Adam keeps of each: two numbers."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What the programs of a space have in common.

    Args:
        static: the decisions that change shapes; they are taken when a program is planned.
        keys: how many shape keys there are: the combinations of static decisions.
        all: whether these are all; else there are more.
        params: parameters of the largest program: those that its buffers hold.
    """

    static: tuple[Locus, ...]
    keys: int
    all: bool
    params: int

    @property
    def bytes(self) -> int:
        """What training keeps of the parameters of the largest program."""
        return FLOAT32 * COPIES * self.params


def survey(space: SearchSpace, most: int = limits.KEYS) -> Survey:
    """Plan the programs of a space, `most` at most.

    Raises:
        NasdslError: a program has too many operations.
    """
    radices = [locus.radix for locus in space.loci]
    with limits.deep():
        found = list(islice(space.universals.all(radices), most + 1))
    static = sorted({at for each in found for at in each.key})
    return Survey(
        static=tuple(space.loci[at] for at in static),
        keys=min(len(found), most),
        all=len(found) <= most,
        params=max((cost.params(each.program) for each in found), default=0),
    )


@dataclass(frozen=True, slots=True)
class Decision:
    """By which programs networks are trained, and why; empty if as asked."""

    mode: str
    reason: str


def decide(space: SearchSpace, trainer: Trainer, networks: int) -> Decision:
    """By which programs to train so many networks of a space.

    Where `auto` leaves it open, a program for each mode that the backend has for its device is
    compiled and run for a few steps; a mode that fails is not taken.

    Args:
        space: of the networks.
        trainer: of the settings that say how; its data and backend are what is measured.
        networks: how many will be trained.

    Raises:
        NasdslError: no network is found; or programs for many are asked for, and the memory does
            not suffice for that of a network, or it has too many operations.
    """
    asked = trainer.settings.mode
    if asked == "specialised":
        return Decision(asked, "")
    network = _some_network(space, Random(trainer.seed))
    if asked != "auto":
        trainer.check(space.stage(network))
        return Decision(asked, "")
    try:
        staged = space.stage(network)
    except NasdslError as error:
        return Decision("specialised", error.message)
    key = space.universals.serving(network.genome).key
    keys = prod(space.loci[at].radix for at in key)
    if keys > limits.KEYS or 2 * keys > networks:
        return Decision("specialised", f"up to {keys:,} shape keys for {networks:,} networks")
    seconds: dict[str, float] = {}
    told: list[str] = []
    for mode in trainer.backend.modes():
        alone = mode == "specialised"
        try:
            probe = trainer.probe(network if alone else staged, mode)
        except EvaluationFailed as failure:
            told.append(f"{mode}: {failure.message}")
            continue
        compiled = probe.compile * (networks if alone else keys)
        seconds[mode] = compiled + networks * trainer.steps * probe.step
        told.append(f"{mode} {probe.compile:.1f} s to compile, {1000 * probe.step:.1f} ms a step")
    fastest = min(seconds, key=seconds.__getitem__, default="specialised")
    return Decision(fastest, "; ".join(told))


def _some_network(space: SearchSpace, rng: Random) -> Architecture:
    for _ in range(limits.DRAWS):
        try:
            return space.decode(space.unrank(space.draw(rng)))
        except Misfit:
            continue
    raise NasdslError(f"of {limits.DRAWS:,} genotypes that were drawn, the shapes of all fail")
