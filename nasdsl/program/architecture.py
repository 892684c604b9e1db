"""One network: a program without open decisions, with costs and hash."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, cast

from nasdsl.program import canonical, cost
from nasdsl.program.graph import Program
from nasdsl.program.instantiate import DecisionValues
from nasdsl.space.constraints import Subject
from nasdsl.util.arguments import checked, wrong_argument

if TYPE_CHECKING:
    from nasdsl.program.listing import Layer


DECODE = "space.decode(space.sample(0)) makes one, say"


class Runnable(Protocol):
    """A network in the form that a backend runs: a program and the values of its open decisions."""

    @property
    def program(self) -> Program:
        """The program that computes the network; a supernet computes other networks, too."""
        ...

    @property
    def settings(self) -> DecisionValues:
        """The values of open decisions that give this network, as nested mappings by path."""
        ...

    @property
    def written(self) -> Program:
        """The network as a program of its own, without open decisions.

        The trained arrays of the network are named by the paths of the operations in it.
        """
        ...


@dataclass(frozen=True)
class Staged:
    """A network in the form of a supernet: a program that computes other networks, too.

    Args:
        program: the supernet's program.
        settings: the values of its open decisions that give this network, as nested mappings by
            path.
        written: the network as a program of its own, without open decisions.
    """

    program: Program
    settings: DecisionValues
    written: Program


@dataclass(frozen=True, repr=False)
class Architecture:
    """A network of a space; `SearchSpace.decode` makes it from a genotype.

    Args:
        program: what the network computes, without open decisions.
        genome: the values of all loci from which it was made.

    Raises:
        NasdslError: `program` is no program, or `genome` no tuple of whole numbers.
    """

    program: Program
    genome: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        checked(self.program, Program, "a network is made of its program", DECODE)
        genome = cast("object", self.genome)
        values = cast("tuple[object, ...]", genome) if isinstance(genome, tuple) else (None,)
        if not all(isinstance(value, int) for value in values):
            raise wrong_argument(self.genome, "a genome is a tuple of whole numbers", DECODE)

    @property
    def settings(self) -> DecisionValues:
        """Always empty, since the program has no open decisions."""
        return {}

    @property
    def written(self) -> Program:
        """The same program, since it has no open decisions."""
        return self.program

    @cached_property
    def params(self) -> int:
        """The number of trainable parameters."""
        return cost.params(self.program)

    @cached_property
    def macs(self) -> int:
        """The number of multiply-accumulates of one forward pass for one example."""
        return cost.macs(self.program)

    @cached_property
    def memory(self) -> int:
        """The bytes that training on one example keeps, in float32: parameters and all results."""
        return cost.memory(self.program)

    def layers(self) -> list[Layer]:
        """The operations in the order in which they run, each with its place and its costs."""
        from nasdsl.program.listing import network_layers

        return network_layers(self.program)

    def costs_of(self, subject: Subject) -> list[dict[str, int]]:
        """The costs of each use of a definition: `params`, `macs` and `memory`, by name.

        Raises:
            NasdslError: `subject` is not a `Subject`.
        """
        checked(subject, Subject, "costs are those of a Subject", "Subject('cell'), say")
        uses = (use for use in self.program.uses if subject.covers(use.name, use.member))
        return [cost.of_use(self.program, use) for use in uses]

    @cached_property
    def hash(self) -> str:
        """The digest of the canonical form: networks with equal hashes compute the same."""
        return canonical.network_hash(self.program)

    def __repr__(self) -> str:
        """The beginning of its hash, and its costs."""
        return f"<Architecture {self.hash[:12]}: {self.params:,} params, {self.macs:,} MACs>"

    def _repr_html_(self) -> str:
        """Its picture and the table of `nasdsl show`, as notebooks show it."""
        from nasdsl.program.listing import network_grid

        costs = f"{self.params:,} params, {self.macs:,} MACs, {self.memory:,} bytes of memory"
        table = f"<details><summary>layers</summary>\n{network_grid(self.program).html()}</details>"
        return f"{self._picture or ''}\n{table}\n<p>{costs}, hash {self.hash}</p>"

    def _repr_svg_(self) -> str | None:
        """Its picture, as notebooks show it; none where it has too many boxes."""
        return self._picture

    @cached_property
    def _picture(self) -> str | None:
        from nasdsl.drawing.notebook import network_svg

        return network_svg(self.program, str(self))
