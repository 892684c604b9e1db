"""The choice of a training mode: programs shared by many networks, or one for each.

A shared program is compiled once for each shape key, after which a network costs no more than its
arithmetic; but a space may have more shape keys than networks will be trained, or its programs may
be so slow that compiling each network is worth it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from random import Random
from typing import TYPE_CHECKING

from nasdsl import limits
from nasdsl.backend import Backend, Mode, Workload, mode
from nasdsl.errors import NasdslError
from nasdsl.exploration.bounded_draw import BoundedDraw
from nasdsl.program import cost
from nasdsl.program.architecture import Architecture
from nasdsl.program.instantiate import instantiate
from nasdsl.program.shapes import InvalidNetwork
from nasdsl.program.work import Work, WorkSpent
from nasdsl.train_settings import AUTO
from nasdsl.util.integers import fields_text

if TYPE_CHECKING:
    from nasdsl.experiment.model import SearchSettings
    from nasdsl.genome.loci import Locus
    from nasdsl.genome.structure import Interval
    from nasdsl.program.supernet import Supernet
    from nasdsl.searchspace import SearchSpace

SAMPLES = 4  # networks of which is counted what training them costs
COPIES = 4
"""Parameters, their gradients, and what an optimiser such as Adam keeps of each: two numbers."""


@dataclass(frozen=True, slots=True)
class Survey:
    """Facts about the supernets of a space.

    Args:
        static: the decisions that change shapes; they are known when a program is planned.
        keys: for how many shape keys a program was planned.
        ended: the limit at which planning ended, `keys` or `work`; None if all were planned.
        params: the number of parameters of the largest program planned.
        extremes: the certified range of each cost over all networks; None if not known.
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
        """The bytes of parameters, their gradients and optimiser state in the largest program."""
        return cost.FLOAT32 * COPIES * self.params


def survey(space: SearchSpace, most: int = limits.KEYS, operations: int = limits.PLANNED) -> Survey:
    """Plan the supernets of a space, up to limits, and describe them.

    Where a limit is met, planning ends, and the result describes the programs planned so far.

    Args:
        space: the space of the networks.
        most: the largest number of programs to plan.
        operations: the budget: how many operations may be added to programs, all together.

    Raises:
        NasdslError: a program has too many operations.
    """
    supernets, ended = _planned(space, most, Work(operations))
    static = sorted({at for supernet in supernets for at in supernet.key})
    return Survey(
        static=tuple(space.loci[at] for at in static),
        keys=len(supernets),
        ended=ended,
        params=max((cost.params(supernet.program) for supernet in supernets), default=0),
        extremes=space.extremes(),
    )


def _planned(space: SearchSpace, most: int, work: Work) -> tuple[list[Supernet], str | None]:
    """The programs of a space, and the limit that ended planning them."""
    supernets: list[Supernet] = []
    with limits.deep_recursion():
        try:
            for supernet in space.supernets.all([locus.radix for locus in space.loci], work):
                if len(supernets) == most:
                    return supernets, "keys"
                supernets.append(supernet)
        except WorkSpent:
            return supernets, "work"
    return supernets, None


@dataclass(frozen=True, slots=True)
class ChosenMode:
    """A mode of training that was chosen for a search.

    Args:
        mode: the mode.
        reason: why it was chosen, as text; empty if the spec names the mode.
    """

    mode: Mode
    reason: str = ""


def decide(
    space: SearchSpace, backend: Backend, images: int, settings: SearchSettings | None = None
) -> ChosenMode:
    """The mode in which a backend trains the networks of a search.

    If the spec leaves it open, it follows from counted work for some random networks, and from the
    backend's device.

    Args:
        space: the space of the networks.
        backend: the backend that trains them.
        images: the number of training images.
        settings: the settings of the search; if not given, those in the spec.

    Raises:
        BackendError: the backend has no mode of the name that the spec states.
        NasdslError: the shapes of all genotypes that were drawn fail.
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
        key = space.supernets.serving(samples[0].genome).key
    except NasdslError as error:
        return ChosenMode(own, error.message)
    keys = prod(space.loci[at].radix for at in key)
    if keys > limits.KEYS or 2 * keys > networks:
        shared = f"shared ones would be up to {keys:,} for {networks:,} networks"
        return ChosenMode(own, f"{own.description}: {shared}")
    batch = min(space.experiment.train.batch, images)
    steps = space.experiment.train.epochs * (images // batch)
    chosen = backend.choose(Workload(networks, keys, steps, batch, staged))
    counted = f"{networks:,} networks, {steps:,} steps each, {keys:,} shape keys"
    return ChosenMode(chosen, f"{chosen.description}: {counted}")


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether shared programs compute a sample of networks as the networks' own programs do.

    Args:
        verified: the number of networks compared.
        different: the indices of the genotypes for which the two programs compute other networks.
    """

    verified: int
    different: tuple[int, ...]

    __repr__ = fields_text


def verify(space: SearchSpace, number: int, seed: int = 0) -> Verification:
    """Compare random networks in the supernets that serve them with their own programs.

    Two programs are equal if canonical form and number of parameters are.

    Args:
        space: the space of the networks.
        number: how many networks to compare.
        seed: the number, from 0, that determines which networks are drawn.

    Raises:
        NasdslError: the shapes of all genotypes that were drawn fail, or a program has too many
            operations.
    """
    networks = drawn(space, number, seed)
    with limits.deep_recursion():
        different = [network for network in networks if not _is_served(space, network)]
        indices = tuple(space.rank(network.genome) for network in different)
    return Verification(len(networks), indices)


def _is_served(space: SearchSpace, network: Architecture) -> bool:
    program = space.supernets.serving(network.genome).program
    served = Architecture(instantiate(program, network.genome))
    return (served.hash, served.params) == (network.hash, network.params)


def drawn(space: SearchSpace, number: int, seed: int = 0) -> list[Architecture]:
    """Random networks of a space, within the bounds on cost if the space knows one that is.

    Args:
        space: the space of the networks.
        number: how many networks to draw.
        seed: the number, from 0, that determines which networks are drawn.

    Raises:
        NasdslError: the shapes fail for all of 1,000 genotypes that were drawn in a row.
    """
    draw, failed = BoundedDraw(space, Random(seed)), 0
    networks: list[Architecture] = []
    while len(networks) < number and failed < limits.DRAWS:
        try:
            networks.append(space.decode(draw()))
            failed = 0
        except InvalidNetwork:
            failed += 1
    if len(networks) < number:
        raise NasdslError(f"of {limits.DRAWS:,} genotypes that were drawn, the shapes of all fail")
    return networks
