"""Warnings about spaces without a network, since requirements or shapes exclude every genotype."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import TYPE_CHECKING, Protocol, assert_never

from nasdsl.errors import Diagnostic, NasdslError
from nasdsl.program.shapes import InvalidNetwork
from nasdsl.space.ir import (
    Arithmetic,
    Cell,
    Choice,
    Const,
    Each,
    FitTo,
    Fork,
    Given,
    Graph,
    Let,
    Merge,
    Node,
    Operation,
    Part,
    Pick,
    Ref,
    Repeat,
    Sequence,
    Series,
    Size,
    Tensor,
    Unused,
    children,
    per_node,
)
from nasdsl.space.model import Space

if TYPE_CHECKING:
    from nasdsl.genome.genotype import Genotype
    from nasdsl.program.architecture import Architecture
    from nasdsl.program.failures import Failures

DRAWN = 20  # genotypes that are looked at, of those that are too many
BUILT = 10_000  # steps of the largest network: larger ones take too long to be drawn


class Genotypes(Protocol):
    """The part of `SearchSpace` that these warnings use."""

    @property
    def space(self) -> Space:
        """The tree of nodes that was elaborated of the spec, with its cells, genes and input."""
        ...

    def bounds(self) -> tuple[int, int]:
        """The least and the greatest number of genotypes; equal where the number is known."""
        ...

    def unrank(self, index: int) -> Genotype:
        """The genotype with this index."""
        ...

    def decode(self, genome: Genotype) -> Architecture:
        """The network of a genotype; raises `InvalidNetwork` where the shapes fail."""
        ...

    def failing(self, thorough: bool) -> Failures | None:
        """The genotypes whose shapes fail: how many, and why.

        Args:
            thorough: whether the larger budget of work may be spent; else None where the smaller
                one is.
        """
        ...


def empty(genotypes: Genotypes) -> Iterator[Diagnostic]:
    """Warns (W111) that no genotype satisfies the requirements, or that all shapes fail.

    Where counting the genotypes whose shapes fail takes too much work, some are drawn instead.

    Args:
        genotypes: the space.
    """
    least, most = genotypes.bounds()
    if most == 0:
        yield _unkept(genotypes.space)
        return
    failing = genotypes.failing(thorough=False)
    if failing is not None:
        misfit, none = (failing.misfit if failing.number == (most, most) else None), "no genotype"
    else:
        drawn = least == most and steps(genotypes.space.network.node) <= BUILT
        misfit = _misfit(genotypes, most) if drawn else None
        none = f"none of {DRAWN} genotypes, drawn at random,"
    if misfit:
        message = f"{none} is a network: {misfit.reason}, at {misfit.path}"
        yield Diagnostic("W111", misfit.span, message, misfit.help)


def _unkept(space: Space) -> Diagnostic:
    required = [*space.constraints.bounds, *space.constraints.relations]
    first, *others = sorted(required, key=lambda requirement: requirement.span.start)
    if not others:
        return Diagnostic("W111", first.span, "no genotype keeps this requirement")
    texts = ", ".join(requirement.text for requirement in (first, *others))
    return Diagnostic("W111", first.span, f"no genotype keeps all that is required: {texts}")


def _misfit(genotypes: Genotypes, number: int) -> InvalidNetwork | None:
    """Where all of some genotypes fail, and why the first does.

    Where networks are rare, genotypes fail at one place or another: of these nothing is said.
    """
    rng, first = Random(0), None
    for _ in range(DRAWN):
        try:
            genotypes.decode(genotypes.unrank(rng.randrange(number)))
            return None
        except InvalidNetwork as misfit:
            first = first or misfit
            if misfit.path != first.path:
                return None
        except NasdslError:  # too large to be built
            return None
    return first


@per_node
def steps(node: Node) -> int:
    """A rough upper bound for the steps of a node's program; a use of a cell counts as one."""
    match node:
        case Repeat(body, _, most):
            return most * steps(body)
        case Each(branches, module, most):
            return steps(branches) + most * steps(module)
        case (
            Const() | Size() | Arithmetic() | Ref() | Tensor() | Choice() | Let() | Given()
            | Part() | Operation() | Sequence() | Series() | Graph() | FitTo() | Merge() | Fork()
            | Pick() | Unused() | Cell()
        ):  # fmt: skip
            return max(1, sum(map(steps, children(node))))
        case _:
            assert_never(node)
