"""How the networks of a search are trained: by programs that serve many, or each by its own.

A program for many networks is compiled once for each shape key, and each network costs no more than
its arithmetic; but a space may have more shape keys than networks will be trained, or its programs
may be so slow that compiling each network is worth it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from random import Random
from typing import TYPE_CHECKING

from nasdsl import limits
from nasdsl.backend import Backend, Mode, Workload, mode
from nasdsl.errors import NasdslError
from nasdsl.exploration.feasible import BoundedDraw
from nasdsl.program import cost
from nasdsl.program.architecture import Architecture
from nasdsl.program.instantiate import instantiate
from nasdsl.program.shapes import InvalidNetwork
from nasdsl.program.work import Work, WorkSpent
from nasdsl.train_settings import AUTO

if TYPE_CHECKING:
    from nasdsl.experiment.model import SearchSettings
    from nasdsl.genome.feasibility import Interval
    from nasdsl.genome.loci import Locus
    from nasdsl.program.supernet import Supernet
    from nasdsl.searchspace import SearchSpace

SAMPLES = 4  # networks of which is counted what training them costs
FLOAT32 = 4
COPIES = 4
"""Parameters, their gradients, and what an optimiser such as Adam keeps of each: two numbers."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What the programs of a space have in common.

    Args:
        static: the decisions that change shapes; they are taken when a program is planned.
        keys: the shape keys of which programs were planned: combinations of static decisions.
        ended: the limit that ended it before all were planned, `keys` or `work`; None for none.
        params: parameters of the largest program planned: those that its buffers hold.
        extremes: between which numbers each cost of all networks lies; None if not known.
    """

    static: tuple[Locus, ...]
    keys: int
    ended: str | None
    params: int
    extremes: dict[str, Interval] | None

    @property
    def all(self) -> bool:
        """Whether the programs of all shape keys were planned."""
        return self.ended is None

    @property
    def bytes(self) -> int:
        """What training keeps of the parameters of the largest program."""
        return FLOAT32 * COPIES * self.params


def survey(space: SearchSpace, most: int = limits.KEYS, operations: int = limits.PLANNED) -> Survey:
    """Plan the programs of a space.

    Args:
        space: of the networks.
        most: how many programs to plan.
        operations: how many operations to add to programs, tried ones included.

    Raises:
        NasdslError: a program has too many operations.
    """
    found, ended = _planned(space, most, Work(operations))
    static = sorted({at for each in found for at in each.key})
    return Survey(
        static=tuple(space.loci[at] for at in static),
        keys=len(found),
        ended=ended,
        params=max((cost.params(each.program) for each in found), default=0),
        extremes=space.extremes(),
    )


def _planned(space: SearchSpace, most: int, work: Work) -> tuple[list[Supernet], str | None]:
    """The programs of a space, and the limit that ended planning them."""
    found: list[Supernet] = []
    with limits.deep_recursion():
        try:
            for each in space.universals.all([locus.radix for locus in space.loci], work):
                if len(found) == most:
                    return found, "keys"
                found.append(each)
        except WorkSpent:
            return found, "work"
    return found, None


@dataclass(frozen=True, slots=True)
class ChosenMode:
    """How networks are trained, and why; no reason where it is what was asked for."""

    mode: Mode
    reason: str = ""


def decide(
    space: SearchSpace, backend: Backend, images: int, settings: SearchSettings | None = None
) -> ChosenMode:
    """How a backend is to train the networks of a search, as the spec of the space says.

    Where the spec leaves it open, it follows from what is counted of some networks, drawn with a
    seed of their own, and from the backend's device.

    Args:
        space: of the networks.
        backend: what trains them.
        images: how many there are to train on.
        settings: how many networks are searched, as the spec says if not given.

    Raises:
        BackendError: the backend has no such mode.
        NasdslError: no network is found.
    """
    asked = space.experiment.train.mode
    if asked != AUTO:
        return ChosenMode(mode(backend.modes(), asked))
    own, *others = backend.modes()
    if not any(other.shared for other in others):
        return ChosenMode(own)
    settings = settings or space.search
    networks = settings.population * settings.generations
    samples = drawn(space, SAMPLES)
    try:
        staged = tuple(space.stage(network) for network in samples)
        key = space.universals.serving(samples[0].genome).key
    except NasdslError as error:
        return ChosenMode(own, error.message)
    keys = prod(space.loci[at].radix for at in key)
    if keys > limits.KEYS or 2 * keys > networks:
        return ChosenMode(own, f"up to {keys:,} shape keys for {networks:,} networks")
    batch = min(space.experiment.train.batch, images)
    steps = space.experiment.train.epochs * (images // batch)
    chosen = backend.choose(Workload(networks, keys, steps, batch, staged))
    counted = f"{networks:,} networks of {keys:,} shape keys, {steps:,} steps each"
    return ChosenMode(chosen, f"{counted}: {chosen.description}")


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether programs that serve many networks compute those of a sample.

    Args:
        verified: how many networks were held against their own programs.
        different: the indices of those that the program that serves them computes otherwise.
    """

    verified: int
    different: tuple[int, ...]


def verify(space: SearchSpace, number: int, seed: int = 0) -> Verification:
    """Hold random networks, as programs that serve many compute them, against their own programs.

    Equal are those of one canonical form and as many parameters.

    Args:
        space: of the networks.
        number: how many networks.
        seed: of what is drawn.

    Raises:
        NasdslError: no network is found, or a program has too many operations.
    """
    networks = drawn(space, number, seed)
    with limits.deep_recursion():
        different = [each for each in networks if not _is_served(space, each)]
        indices = tuple(space.rank(network.genome) for network in different)
    return Verification(len(networks), indices)


def _is_served(space: SearchSpace, network: Architecture) -> bool:
    program = space.universals.serving(network.genome).program
    served = Architecture(instantiate(program, network.genome))
    return (served.hash, served.params) == (network.hash, network.params)


def drawn(space: SearchSpace, number: int, seed: int = 0) -> list[Architecture]:
    """Random networks of a space, the same ones for the same seed.

    They keep the bounds on cost wherever the space knows a network that does, as those of a search
    do.

    Raises:
        NasdslError: of `limits.DRAWS` genotypes in a row, the shapes of all fail.
    """
    draw, failed = BoundedDraw(space, Random(seed)), 0
    found: list[Architecture] = []
    while len(found) < number and failed < limits.DRAWS:
        try:
            found.append(space.decode(draw()))
            failed = 0
        except InvalidNetwork:
            failed += 1
    if len(found) < number:
        raise NasdslError(f"of {limits.DRAWS:,} genotypes that were drawn, the shapes of all fail")
    return found
